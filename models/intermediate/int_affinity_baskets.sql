-- One row per basket (an order, or all that a customer ever bought) and each of the best-selling items in it.
with sold_items as (

    select order_items.*
    from {{ ref('int_order_items') }} as order_items
    inner join {{ ref('int_affinity_items') }} as items
        on
            order_items.item_type = items.item_type
            and order_items.item = items.item
    where order_items.is_purchase

)

select
    'order' as basket_type,
    item_type,
    order_id as basket_id,
    item
from sold_items
union all
select distinct
    'customer' as basket_type,
    item_type,
    customer_id as basket_id,
    item
from sold_items
where customer_id is not null
