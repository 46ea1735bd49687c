-- One row per order and thing bought in it, once by product and once by category.
with order_lines as (

    select
        *,
        coalesce(product_id, product_name, 'unknown') as product,
        coalesce(category, 'unknown') as known_category
    from {{ ref('stg_purchase_behavior') }}
    where is_counted

),

-- grouping sets read the lines once, where a cross join with the two kinds would make two of each
order_items as (

    select
        order_id,
        product,
        known_category,
        case when grouping(product) = 0 then 'product' else 'category' end as item_type,
        min(customer_id) as customer_id,
        min(order_date) as order_date,
        sum(quantity) as units,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(refund_amount) as refund_amount,
        sum(net_amount) as net_amount,
        {{ dbt.bool_or('is_purchase') }} as is_purchase
    from order_lines
    group by grouping sets ((order_id, product), (order_id, known_category))

)

select
    item_type,
    order_id,
    coalesce(product, known_category) as item,
    customer_id,
    order_date,
    cast(units as numeric(18, 4)) as units,
    cast(gross_amount as numeric(14, 2)) as gross_amount,
    cast(discount_amount as numeric(14, 2)) as discount_amount,
    cast(refund_amount as numeric(14, 2)) as refund_amount,
    cast(net_amount as numeric(14, 2)) as net_amount,
    is_purchase
from order_items
