-- One row per month of acquisition, segment and channel: what these customers have bought so far.
with customer_totals as (

    select * from {{ ref('customer_totals_by_group') }}

),

totals as (

    select
        {{ period_month('acquired_month') }},
        segment,
        channel,
        sum(customers) as customers,
        sum(buyers) as buyers,
        sum(active_customers) as active_customers,
        sum(orders) as orders,
        sum(recency_days) as recency_days,
        sum(net_revenue) as net_revenue
    from customer_totals
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(customers as integer) as customers,
    cast(buyers as integer) as buyers,
    cast(active_customers as integer) as active_customers,
    cast(orders as bigint) as orders,
    cast(recency_days as bigint) as recency_days,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from totals
