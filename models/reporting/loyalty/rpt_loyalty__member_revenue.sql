-- One row per month, segment and channel: net revenue from members, and from all others.
with revenue_days as (

    select * from {{ ref('order_revenue_days') }}

),

members as (

    select * from {{ ref('loyalty_members') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

-- few rows are left to be given a segment once revenue is added up by customer
customer_months as (

    select
        revenue_days.customer_id,
        revenue_days.revenue_month,
        sum(
            case
                when members.loyalty_since_date <= revenue_days.revenue_date
                    then revenue_days.net_revenue
                else 0
            end
        ) as member_net_revenue,
        sum(revenue_days.net_revenue) as net_revenue
    from revenue_days
    left join members
        on revenue_days.customer_id = members.customer_id
    group by 1, 2

),

totals as (

    select
        {{ period_month('customer_months.revenue_month') }},
        {{ customer_group_columns() }},
        sum(customer_months.member_net_revenue) as member_net_revenue,
        sum(customer_months.net_revenue - customer_months.member_net_revenue) as other_net_revenue
    from customer_months
    left join customer_groups
        on customer_months.customer_id = customer_groups.customer_id
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(member_net_revenue as numeric(14, 2)) as member_net_revenue,
    cast(other_net_revenue as numeric(14, 2)) as other_net_revenue
from totals
where member_net_revenue <> 0 or other_net_revenue <> 0
