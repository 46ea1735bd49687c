-- One row per customer and thing they bought, once by product and once by category: in how many orders.
with order_items as (

    select * from {{ ref('int_order_items') }}
    where is_purchase and customer_id is not null

)

select
    item_type,
    item,
    customer_id,
    cast(count(*) as integer) as orders
from order_items
group by 1, 2, 3
