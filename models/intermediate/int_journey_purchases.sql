-- One row per customer, or all guests, and day with orders that count: what visits can lead to, and what they can not.
with order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}
    where is_counted

),

-- the order's day is that of its first line, as in the mart orders
counted_orders as (

    select
        order_id,
        min(customer_id) as customer_id,
        min(ordered_at) as ordered_at,
        max(case when is_purchase then 1 else 0 end) as is_purchase,
        sum(net_amount) as net_amount
    from order_lines
    group by 1

)

select
    customer_id,
    {{ day_of('ordered_at') }} as purchase_date,
    {{ month_of('ordered_at') }} as purchase_month,
    max(case when is_purchase = 1 and customer_id is not null then ordered_at end) as purchased_at,
    cast(sum(is_purchase) as integer) as orders,
    cast(sum(net_amount) as numeric(14, 2)) as net_revenue
from counted_orders
group by 1, 2, 3
