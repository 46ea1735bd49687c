-- One row per product: sales, buyers, discounts and refunds.
with products as (

    select * from {{ ref('int_item_totals') }}
    where item_type = 'product'

),

order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}
    where is_counted

),

numbered_lines as (

    select
        product_name,
        category,
        brand,
        coalesce(product_id, product_name, 'unknown') as product_id,
        row_number() over (
            partition by coalesce(product_id, product_name, 'unknown')
            order by ordered_at desc, order_id desc, line_number desc
        ) as newest_first
    from order_lines

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
