-- One row per best-selling category and product: how many orders and customers hold it, and how many there are.
with order_items as (

    select * from {{ ref('int_order_items') }}
    where is_purchase

),

all_purchases as (

    select
        item_type,
        count(distinct order_id) as all_orders,
        count(distinct customer_id) as all_customers
    from order_items
    group by 1

),

items as (

    select
        item_type,
        item,
        count(*) as orders,
        count(distinct customer_id) as customers
    from order_items
    where item <> 'unknown'
    group by 1, 2

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
    cast(ranked_items.orders as integer) as orders,
    cast(ranked_items.customers as integer) as customers,
    cast(all_purchases.all_orders as integer) as all_orders,
    cast(all_purchases.all_customers as integer) as all_customers
from ranked_items
inner join all_purchases
    on ranked_items.item_type = all_purchases.item_type
where ranked_items.items_down_to_here <= {{ var('affinity_items') }}
