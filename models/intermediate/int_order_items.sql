-- One row per order and thing bought in it, once by product and once by category.
with order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}
    where is_counted

),

item_types as (

    select 'product' as item_type
    union all
    select 'category' as item_type

),

line_items as (

    select
        order_lines.*,
        item_types.item_type,
        coalesce(
            case item_types.item_type
                when 'product' then coalesce(order_lines.product_id, order_lines.product_name)
                when 'category' then order_lines.category
            end,
            'unknown'
        ) as item
    from order_lines
    cross join item_types

)

select
    item_type,
    order_id,
    item,
    min(customer_id) as customer_id,
    min(order_date) as order_date,
    cast(sum(quantity) as numeric(18, 4)) as units,
    cast(sum(gross_amount) as numeric(14, 2)) as gross_amount,
    cast(sum(discount_amount) as numeric(14, 2)) as discount_amount,
    cast(sum(refund_amount) as numeric(14, 2)) as refund_amount,
    cast(sum(net_amount) as numeric(14, 2)) as net_amount,
    {{ dbt.bool_or('is_purchase') }} as is_purchase
from line_items
group by item_type, order_id, item
