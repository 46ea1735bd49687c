-- Accounting: each measure of order size, and the weekdays and hours, hold every purchase once.
with expected as (

    select
        count(distinct order_id) as orders,
        coalesce(sum(gross_amount - discount_amount), 0) as order_amount
    from {{ ref('stg_purchase_behavior') }}
    where is_purchase

),

found as (

    select
        measure as place,
        sum(orders) as orders,
        sum(order_amount) as order_amount
    from {{ ref('order_size_distribution') }}
    group by 1
    union all
    select
        'sales_by_weekday_and_hour' as place,
        sum(orders) as orders,
        sum(order_amount) as order_amount
    from {{ ref('sales_by_weekday_and_hour') }}

)

select
    found.*,
    expected.orders as orders_of_lines,
    expected.order_amount as order_amount_of_lines
from found
cross join expected
where
    found.orders <> expected.orders
    or found.order_amount <> expected.order_amount
