-- One row per channel and month of invitation: how many were sent, what came of them, and what they cost.
with referrals as (

    select * from {{ ref('int_referrals') }}

),

statistics as (

    select * from {{ ref('customer_purchase_statistics') }}

),

months as (

    select
        referrals.channel,
        referrals.referral_month,
        count(*) as invitations,
        sum(case when referrals.status = 'pending' then 1 else 0 end) as pending,
        sum(case when referrals.status = 'expired' then 1 else 0 end) as expired,
        sum(case when referrals.status = 'rejected' then 1 else 0 end) as rejected,
        sum(case when referrals.is_registered then 1 else 0 end) as registered,
        sum(case when referrals.is_converted then 1 else 0 end) as converted,
        sum(case when referrals.is_won then 1 else 0 end) as customers_won,
        sum(case when referrals.is_won and statistics.orders > 0 then 1 else 0 end) as buyers,
        sum(referrals.reward_amount) as reward_amount,
        coalesce(sum(case when referrals.is_won then statistics.net_revenue end), 0) as net_revenue,
        {{ quantiles(
            'case when referrals.is_converted then referrals.days_to_convert end', [0.5]
        ) }} as days_to_convert_quantiles
    from referrals
    left join statistics
        on referrals.referred_customer_id = statistics.customer_id
    group by 1, 2

)

select
    channel,
    referral_month,
    cast(invitations as integer) as invitations,
    cast(pending as integer) as pending,
    cast(expired as integer) as expired,
    cast(rejected as integer) as rejected,
    cast(registered as integer) as registered,
    cast(converted as integer) as converted,
    cast(customers_won as integer) as customers_won,
    cast(buyers as integer) as buyers,
    {{ rate('registered', 'invitations') }} as registration_rate,
    {{ rate('converted', 'invitations') }} as conversion_rate,
    days_to_convert_quantiles[1] as median_days_to_convert,
    cast(reward_amount as numeric(14, 2)) as reward_amount,
    {{ money_per('reward_amount', 'customers_won') }} as cost_per_customer_won,
    cast(net_revenue as numeric(14, 2)) as net_revenue,
    {{ money_per('net_revenue', 'customers_won') }} as net_revenue_per_customer_won
from months
