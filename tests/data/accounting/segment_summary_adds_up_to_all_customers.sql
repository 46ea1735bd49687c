-- Accounting: the customers and the revenue of a computed segment type are those of all customers.
with customer_totals as (

    select
        count(*) as customers,
        coalesce(sum(orders), 0) as orders,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('customers') }}

),

segment_totals as (

    select
        segment_type,
        sum(customers) as customers,
        sum(orders) as orders,
        sum(net_revenue) as net_revenue
    from {{ ref('segment_summary') }}
    where segment_type in ('rfm', 'demographic', 'behavioural')
    group by 1

)

select
    segment_totals.segment_type,
    segment_totals.customers,
    segment_totals.net_revenue
from segment_totals
cross join customer_totals
where
    segment_totals.customers <> customer_totals.customers
    or segment_totals.orders <> customer_totals.orders
    or segment_totals.net_revenue <> customer_totals.net_revenue
