-- One row per order and thing bought in it, once by product and once by category.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='order_id',
    indexes=[{'columns': ['order_id']}],
    pre_hook="{{ note_changed_purchases('order_date', 'last_line_date') }}"
) }}

with order_lines as (

    select
        *,
        coalesce(product_id, product_name, 'unknown') as product,
        coalesce(category, 'unknown') as known_category
    from {{ ref('stg_purchase_behavior') }}
    where
        is_counted
        and {{ only_changed_groups('order_id') }}

)

-- grouping sets read the lines once, where a cross join with the two kinds would make two of each
select
    order_id,
    case when grouping(product) = 0 then 'product' else 'category' end as item_type,
    coalesce(product, known_category) as item,
    min(customer_id) as customer_id,
    min(order_date) as order_date,
    max(order_date) as last_line_date,
    cast(sum(quantity) as numeric(18, 4)) as units,
    cast(sum(gross_amount) as numeric(14, 2)) as gross_amount,
    cast(sum(discount_amount) as numeric(14, 2)) as discount_amount,
    cast(sum(refund_amount) as numeric(14, 2)) as refund_amount,
    cast(sum(net_amount) as numeric(14, 2)) as net_amount,
    {{ dbt.bool_or('is_purchase') }} as is_purchase
from order_lines
group by grouping sets ((order_id, product), (order_id, known_category))
