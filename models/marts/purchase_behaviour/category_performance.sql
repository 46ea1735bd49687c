-- One row per category: sales, buyers, discounts and refunds.
with categories as (

    select * from {{ ref('int_item_totals') }}
    where item_type = 'category'

),

first_items as (

    select
        order_items.item,
        count(*) as new_customers
    from {{ ref('int_order_items') }} as order_items
    inner join {{ ref('orders') }} as orders
        on order_items.order_id = orders.order_id
    where
        order_items.item_type = 'category'
        and order_items.is_purchase
        and orders.is_first_purchase
    group by 1

)

select
    categories.item as category,
    categories.first_sale_date,
    categories.last_sale_date,
    categories.revenue_rank,
    categories.orders,
    categories.customers,
    categories.customer_rate,
    cast(coalesce(first_items.new_customers, 0) as integer) as new_customers,
    categories.repeat_customers,
    categories.repeat_customer_rate,
    categories.units,
    categories.gross_revenue,
    categories.discount_amount,
    categories.refund_amount,
    categories.net_revenue,
    categories.net_revenue_rate,
    categories.discount_rate,
    categories.refund_rate,
    categories.refunded_orders,
    categories.refunded_order_rate
from categories
left join first_items
    on categories.item = first_items.item
