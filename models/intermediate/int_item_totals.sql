-- One row per product and per category: what was bought of it, by how many, and what came back.
with order_items as (

    select * from {{ ref('int_order_items') }}

),

buyers as (

    select count(distinct customer_id) as customers
    from {{ ref('int_customer_purchase_days') }}

),

customer_items as (

    select
        item_type,
        item,
        customer_id,
        sum(case when is_purchase then 1 else 0 end) as orders,
        sum(case when is_purchase and refund_amount > 0 then 1 else 0 end) as refunded_orders,
        min(case when is_purchase then order_date end) as first_sale_date,
        max(case when is_purchase then order_date end) as last_sale_date,
        sum(units) as units,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(refund_amount) as refund_amount,
        sum(net_amount) as net_amount
    from order_items
    group by 1, 2, 3

),

totals as (

    select
        item_type,
        item,
        min(first_sale_date) as first_sale_date,
        max(last_sale_date) as last_sale_date,
        sum(orders) as orders,
        -- the row of the guests is one group of many people, and no customer
        sum(case when orders > 0 and customer_id is not null then 1 else 0 end) as customers,
        sum(case when orders > 1 and customer_id is not null then 1 else 0 end) as repeat_customers,
        sum(refunded_orders) as refunded_orders,
        sum(units) as units,
        sum(gross_amount) as gross_revenue,
        sum(discount_amount) as discount_amount,
        sum(refund_amount) as refund_amount,
        sum(net_amount) as net_revenue
    from customer_items
    group by 1, 2

)

select
    totals.item_type,
    totals.item,
    totals.first_sale_date,
    totals.last_sale_date,
    cast(rank() over (
        partition by totals.item_type order by totals.net_revenue desc
    ) as integer) as revenue_rank,
    cast(totals.orders as integer) as orders,
    cast(totals.customers as integer) as customers,
    {{ rate('totals.customers', 'buyers.customers') }} as customer_rate,
    cast(totals.repeat_customers as integer) as repeat_customers,
    {{ rate('totals.repeat_customers', 'totals.customers') }} as repeat_customer_rate,
    cast(totals.units as numeric(18, 4)) as units,
    cast(totals.gross_revenue as numeric(14, 2)) as gross_revenue,
    cast(totals.discount_amount as numeric(14, 2)) as discount_amount,
    cast(totals.refund_amount as numeric(14, 2)) as refund_amount,
    cast(totals.net_revenue as numeric(14, 2)) as net_revenue,
    {{ rate(
        'totals.net_revenue', 'sum(totals.net_revenue) over (partition by totals.item_type)'
    ) }} as net_revenue_rate,
    {{ rate('totals.discount_amount', 'totals.gross_revenue') }} as discount_rate,
    {{ rate('totals.refund_amount', 'totals.gross_revenue - totals.discount_amount') }}
        as refund_rate,
    cast(totals.refunded_orders as integer) as refunded_orders,
    {{ rate('totals.refunded_orders', 'totals.orders') }} as refunded_order_rate
from totals
cross join buyers
