-- One row per month, segment and product: what these customers ordered of it.
with order_products as (

    select
        *,
        {{ start_of_period('order_date', "'month'") }} as sales_month
    from {{ ref('int_order_items') }}
    where item_type = 'product'

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

totals as (

    select
        order_products.sales_month,
        {{ customer_segment_column() }},
        order_products.item as product_id,
        sum(case when order_products.is_purchase then 1 else 0 end) as orders,
        sum(order_products.units) as units,
        sum(order_products.gross_amount) as gross_revenue,
        sum(order_products.discount_amount) as discount_amount,
        sum(order_products.refund_amount) as refund_amount,
        sum(order_products.net_amount) as net_revenue
    from order_products
    left join customer_groups
        on order_products.customer_id = customer_groups.customer_id
    group by 1, 2, 3

)

select
    sales_month,
    segment,
    product_id,
    cast(orders as integer) as orders,
    cast(units as numeric(18, 4)) as units,
    cast(gross_revenue as numeric(14, 2)) as gross_revenue,
    cast(discount_amount as numeric(14, 2)) as discount_amount,
    cast(refund_amount as numeric(14, 2)) as refund_amount,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from totals
