-- One row per product: sales, buyers, discounts and refunds.
with products as (

    select * from {{ ref('int_item_totals') }}
    where item_type = 'product'

),

last_times as (

    select
        coalesce(product_id, product_name, 'unknown') as product_id,
        max(ordered_at) as ordered_at
    from {{ ref('stg_purchase_behavior') }}
    where is_counted
    group by 1

),

-- only what was ordered in a product's last moment is put in an order, and not each line there is
numbered_lines as (

    select
        order_lines.product_name,
        order_lines.category,
        order_lines.brand,
        last_times.product_id,
        row_number() over (
            partition by last_times.product_id
            order by order_lines.order_id desc, order_lines.line_number desc
        ) as newest_first
    from {{ ref('stg_purchase_behavior') }} as order_lines
    inner join last_times
        on
            coalesce(order_lines.product_id, order_lines.product_name, 'unknown')
            = last_times.product_id
            and order_lines.ordered_at = last_times.ordered_at
    where order_lines.is_counted

)

select
    products.item as product_id,
    numbered_lines.product_name,
    numbered_lines.category,
    numbered_lines.brand,
    products.first_sale_date,
    products.last_sale_date,
    products.revenue_rank,
    products.orders,
    products.customers,
    products.customer_rate,
    products.repeat_customers,
    products.repeat_customer_rate,
    products.units,
    products.gross_revenue,
    products.discount_amount,
    products.refund_amount,
    products.net_revenue,
    products.net_revenue_rate,
    products.discount_rate,
    products.refund_rate,
    products.refunded_orders,
    products.refunded_order_rate
from products
inner join numbered_lines
    on
        products.item = numbered_lines.product_id
        and numbered_lines.newest_first = 1
