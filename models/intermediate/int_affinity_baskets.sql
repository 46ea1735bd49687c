-- One row per basket (an order, or all that a customer ever bought) and each of the best-selling items in it.
with items as (

    select * from {{ ref('int_affinity_items') }}

),

order_items as (

    select * from {{ ref('int_order_items') }}
    where is_purchase

),

customer_items as (

    select * from {{ ref('int_customer_items') }}

)

select
    'order' as basket_type,
    order_items.item_type,
    order_items.order_id as basket_id,
    order_items.item
from order_items
inner join items
    on
        order_items.item_type = items.item_type
        and order_items.item = items.item
union all
select
    'customer' as basket_type,
    customer_items.item_type,
    customer_items.customer_id as basket_id,
    customer_items.item
from customer_items
inner join items
    on
        customer_items.item_type = items.item_type
        and customer_items.item = items.item
