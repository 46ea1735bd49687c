-- One row per member: since when, in which tier, what was earned and used, and what the shop still owes in points.
with loyalty as (

    select * from {{ ref('int_customer_loyalty') }}

),

tiers as (

    select * from {{ ref('int_loyalty_tier_changes') }}
    where is_current

),

statistics as (

    select * from {{ ref('customer_purchase_statistics') }}

)

select
    loyalty.customer_id,
    loyalty.loyalty_since_date,
    tiers.change_date as tier_since_date,
    loyalty.last_entry_date,
    loyalty.last_earned_date,
    loyalty.last_redeemed_date,
    coalesce(tiers.to_tier, '(none)') as tier,
    cast(loyalty.points_earned as bigint) as points_earned,
    cast(loyalty.points_redeemed as bigint) as points_redeemed,
    cast(loyalty.points_expired as bigint) as points_expired,
    cast(loyalty.points_adjusted as bigint) as points_adjusted,
    cast(loyalty.points_balance as bigint) as points_balance,
    {{ points_liability('loyalty.points_balance') }} as liability_amount,
    {{ rate('loyalty.points_redeemed', 'loyalty.points_earned') }} as redemption_rate,
    coalesce(statistics.orders, 0) as orders,
    cast(coalesce(statistics.net_revenue, 0) as numeric(14, 2)) as net_revenue,
    coalesce(statistics.recency_days < {{ var('active_days') }}, false) as is_active,
    loyalty.points_redeemed > 0 as has_redeemed
from loyalty
left join tiers
    on loyalty.customer_id = tiers.customer_id
left join statistics
    on loyalty.customer_id = statistics.customer_id
