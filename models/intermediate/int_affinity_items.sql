-- One row per best-selling category and product: how many orders and customers hold it, and how many there are.
with items as (

    select * from {{ ref('int_item_totals') }}
    where item <> 'unknown' and orders > 0

),

order_items as (

    select * from {{ ref('int_order_items') }}

),

customer_purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

-- each order has a category, be it unknown: counted as groups, which needs no sort
purchases as (

    select order_id
    from order_items
    where item_type = 'category' and is_purchase
    group by order_id

),

buyers as (

    select customer_id
    from customer_purchase_days
    group by customer_id

),

all_purchases as (

    select
        (select count(*) from purchases) as orders,
        (select count(*) from buyers) as customers

),

ranked_items as (

    select
        *,
        -- all that sell as often count along, so that no tie is split and the bound still holds
        count(*) over (partition by item_type order by orders desc) as items_down_to_here
    from items

)

select
    ranked_items.item_type,
    ranked_items.item,
    ranked_items.orders,
    ranked_items.customers,
    cast(all_purchases.orders as integer) as all_orders,
    cast(all_purchases.customers as integer) as all_customers
from ranked_items
cross join all_purchases
where ranked_items.items_down_to_here <= {{ var('affinity_items') }}
