-- One row per customer at the root of a referral tree: who came of it, how many levels deep, and what they bought.
with nodes as (

    select * from {{ ref('int_referral_nodes') }}

),

referrals as (

    select * from {{ ref('int_referrals') }}

),

statistics as (

    select * from {{ ref('customer_purchase_statistics') }}

)

select
    nodes.root_customer_id,
    min(referrals.referral_date) as first_referral_date,
    max(referrals.referral_date) as last_referral_date,
    cast(count(*) as integer) as customers,
    cast(count(nodes.referrer_id) as integer) as referred_customers,
    cast(sum(case when nodes.level_below = 1 then 1 else 0 end) as integer) as directly_referred,
    max(nodes.level_below) as levels_below,
    cast(coalesce(sum(referrals.reward_amount), 0) as numeric(14, 2)) as reward_amount,
    cast(coalesce(sum(statistics.net_revenue), 0) as numeric(14, 2)) as net_revenue,
    cast(
        coalesce(sum(case when nodes.level_below > 0 then statistics.net_revenue end), 0)
        as numeric(14, 2)
    ) as referred_net_revenue,
    {{ dbt.bool_or('nodes.is_circular') }} as is_circular
from nodes
left join referrals
    on nodes.referral_id = referrals.referral_id
left join statistics
    on nodes.customer_id = statistics.customer_id
group by 1
