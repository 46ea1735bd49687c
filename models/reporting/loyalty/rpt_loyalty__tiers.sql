-- One row per month of joining, segment, channel and tier held today: members, what is on their accounts and what they buy.
{% set most_tiers = 6 %}

with members as (

    select
        *,
        {{ start_of_period('loyalty_since_date', "'month'") }} as joined_month
    from {{ ref('loyalty_members') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

tiers as (

    select
        tier,
        row_number() over (order by tier_rank asc nulls last, tier asc) as place
    from {{ ref('loyalty_tiers') }}

),

totals as (

    select
        {{ period_month('members.joined_month') }},
        {{ customer_group_columns() }},
        least(tiers.place, {{ most_tiers + 1 }}) as tier_order,
        case when tiers.place <= {{ most_tiers }} then members.tier else '(other)' end as tier,
        count(*) as members,
        sum(case when members.is_active then 1 else 0 end) as active_members,
        sum(members.points_balance) as points_outstanding,
        sum(members.orders) as orders,
        sum(members.net_revenue) as net_revenue
    from members
    inner join tiers
        on members.tier = tiers.tier
    left join customer_groups
        on members.customer_id = customer_groups.customer_id
    group by 1, 2, 3, 4, 5

)

select
    period_month,
    segment,
    channel,
    cast(tier_order as integer) as tier_order,
    tier,
    cast(members as integer) as members,
    cast(active_members as integer) as active_members,
    cast(points_outstanding as bigint) as points_outstanding,
    cast(orders as integer) as orders,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from totals
