-- One row per month, segment and channel: rewards, and what the customers won have bought.
with referrals as (

    select * from {{ ref('referrals_by_customer_group') }}

)

select
    {{ period_month('referral_month') }},
    segment,
    channel,
    cast(sum(customers_won) as integer) as customers_won,
    cast(sum(reward_amount) as numeric(14, 2)) as reward_amount,
    cast(sum(net_revenue) as numeric(14, 2)) as net_revenue
from referrals
group by 1, 2, 3
having sum(customers_won) > 0 or sum(reward_amount) > 0
