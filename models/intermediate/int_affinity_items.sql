-- One row per best-selling category and product: how many orders and customers hold it, and how many there are.
with items as (

    select * from {{ ref('int_item_totals') }}
    where item <> 'unknown' and orders > 0

),

orders as (

    select count(*) as all_orders
    from {{ ref('int_order_totals') }}
    where is_purchase

),

buyers as (

    select count(*) as all_customers
    from {{ ref('int_customer_repeat') }}

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
    cast(orders.all_orders as integer) as all_orders,
    cast(buyers.all_customers as integer) as all_customers
from ranked_items
cross join orders
cross join buyers
where ranked_items.items_down_to_here <= {{ var('affinity_items') }}
