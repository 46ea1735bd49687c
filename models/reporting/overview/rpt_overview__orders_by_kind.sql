-- One row per month, segment and channel: first orders, later ones, and those of guests.
with sales as (

    select * from {{ ref('sales_by_customer_group') }}
    where orders > 0

),

orders_by_kind as (

    select
        {{ period_month('sales_month') }},
        segment,
        channel,
        sum(first_orders) as first_orders,
        sum(case when segment = '(no customer)' then 0 else orders - first_orders end)
            as repeat_orders,
        sum(case when segment = '(no customer)' then orders else 0 end) as guest_orders
    from sales
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(first_orders as integer) as first_orders,
    cast(repeat_orders as integer) as repeat_orders,
    cast(guest_orders as integer) as guest_orders
from orders_by_kind
