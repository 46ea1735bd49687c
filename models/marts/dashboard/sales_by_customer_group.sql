-- One row per month, segment and channel: what these customers bought.
with customer_groups as (

    select * from {{ ref('customer_groups') }}

),

orders_by_customer as (

    select
        customer_id,
        order_month as sales_month,
        count(*) as orders,
        sum(case when is_first_purchase then 1 else 0 end) as first_orders,
        sum(case when is_discounted then 1 else 0 end) as discounted_orders,
        min(case when is_guest then 0 else 1 end) as buyers
    from {{ ref('orders') }}
    where is_purchase
    group by 1, 2

),

revenue as (

    select
        order_revenue_days.revenue_month as sales_month,
        {{ customer_group_columns() }},
        sum(order_revenue_days.units) as units,
        sum(order_revenue_days.gross_revenue) as gross_revenue,
        sum(order_revenue_days.discount_amount) as discount_amount,
        sum(order_revenue_days.refund_amount) as refund_amount,
        sum(order_revenue_days.net_revenue) as net_revenue
    from {{ ref('order_revenue_days') }} as order_revenue_days
    left join customer_groups
        on order_revenue_days.customer_id = customer_groups.customer_id
    group by 1, 2, 3

),

purchases as (

    select
        orders_by_customer.sales_month,
        {{ customer_group_columns() }},
        sum(orders_by_customer.orders) as orders,
        sum(orders_by_customer.first_orders) as first_orders,
        sum(orders_by_customer.discounted_orders) as discounted_orders,
        sum(orders_by_customer.buyers) as buyers
    from orders_by_customer
    left join customer_groups
        on orders_by_customer.customer_id = customer_groups.customer_id
    group by 1, 2, 3

)

select
    cast(coalesce(purchases.orders, 0) as integer) as orders,
    cast(coalesce(purchases.first_orders, 0) as integer) as first_orders,
    cast(coalesce(purchases.discounted_orders, 0) as integer) as discounted_orders,
    cast(coalesce(purchases.buyers, 0) as integer) as buyers,
    cast(coalesce(revenue.units, 0) as numeric(18, 4)) as units,
    cast(coalesce(revenue.gross_revenue, 0) as numeric(14, 2)) as gross_revenue,
    cast(coalesce(revenue.discount_amount, 0) as numeric(14, 2)) as discount_amount,
    cast(coalesce(revenue.refund_amount, 0) as numeric(14, 2)) as refund_amount,
    cast(coalesce(revenue.net_revenue, 0) as numeric(14, 2)) as net_revenue,
    coalesce(revenue.sales_month, purchases.sales_month) as sales_month,
    coalesce(revenue.segment, purchases.segment) as segment,
    coalesce(revenue.channel, purchases.channel) as channel
from revenue
full outer join purchases
    on
        revenue.sales_month = purchases.sales_month
        and revenue.segment = purchases.segment
        and revenue.channel = purchases.channel
