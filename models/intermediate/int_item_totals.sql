-- One row per product and per category: what was bought of it, by how many, and what came back.
with order_items as (

    select * from {{ ref('int_order_items') }}

),

customer_items as (

    select * from {{ ref('int_customer_items') }}

),

buyers as (

    select count(*) as customers
    from {{ ref('int_customer_repeat') }}

),

totals as (

    select
        item_type,
        item,
        min(case when is_purchase then order_date end) as first_sale_date,
        max(case when is_purchase then order_date end) as last_sale_date,
        sum(case when is_purchase then 1 else 0 end) as orders,
        sum(case when is_purchase and refund_amount > 0 then 1 else 0 end) as refunded_orders,
        sum(units) as units,
        sum(gross_amount) as gross_revenue,
        sum(discount_amount) as discount_amount,
        sum(refund_amount) as refund_amount,
        sum(net_amount) as net_revenue
    from order_items
    group by 1, 2

),

item_buyers as (

    select
        item_type,
        item,
        count(*) as customers,
        sum(case when orders > 1 then 1 else 0 end) as repeat_customers
    from customer_items
    group by 1, 2

),

item_totals as (

    select
        totals.*,
        -- what guests alone have bought, or nobody but gave back, has no customers
        coalesce(item_buyers.customers, 0) as customers,
        coalesce(item_buyers.repeat_customers, 0) as repeat_customers
    from totals
    left join item_buyers
        on
            totals.item_type = item_buyers.item_type
            and totals.item = item_buyers.item

)

select
    item_totals.item_type,
    item_totals.item,
    item_totals.first_sale_date,
    item_totals.last_sale_date,
    cast(rank() over (
        partition by item_totals.item_type order by item_totals.net_revenue desc
    ) as integer) as revenue_rank,
    cast(item_totals.orders as integer) as orders,
    cast(item_totals.customers as integer) as customers,
    {{ rate('item_totals.customers', 'buyers.customers') }} as customer_rate,
    cast(item_totals.repeat_customers as integer) as repeat_customers,
    {{ rate('item_totals.repeat_customers', 'item_totals.customers') }} as repeat_customer_rate,
    cast(item_totals.units as numeric(18, 4)) as units,
    cast(item_totals.gross_revenue as numeric(14, 2)) as gross_revenue,
    cast(item_totals.discount_amount as numeric(14, 2)) as discount_amount,
    cast(item_totals.refund_amount as numeric(14, 2)) as refund_amount,
    cast(item_totals.net_revenue as numeric(14, 2)) as net_revenue,
    {{ rate(
        'item_totals.net_revenue',
        'sum(item_totals.net_revenue) over (partition by item_totals.item_type)'
    ) }} as net_revenue_rate,
    {{ rate('item_totals.discount_amount', 'item_totals.gross_revenue') }} as discount_rate,
    {{ rate(
        'item_totals.refund_amount', 'item_totals.gross_revenue - item_totals.discount_amount'
    ) }} as refund_rate,
    cast(item_totals.refunded_orders as integer) as refunded_orders,
    {{ rate('item_totals.refunded_orders', 'item_totals.orders') }} as refunded_order_rate
from item_totals
cross join buyers
