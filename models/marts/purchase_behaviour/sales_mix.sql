-- One row per month and sales channel, and per month and payment method: its part of orders and revenue.
with orders as (

    select
        order_id,
        order_month,
        refund_amount,
        is_discounted,
        is_purchase,
        coalesce(sales_channel, 'unknown') as sales_channel,
        coalesce(payment_method, 'unknown') as payment_method
    from {{ ref('orders') }}
    where is_counted

),

revenue_days as (

    select * from {{ ref('int_order_revenue_days') }}

),

monthly_events as (

    select
        order_month as sales_month,
        sales_channel,
        payment_method,
        1 as orders,
        case when is_discounted then 1 else 0 end as discounted_orders,
        case when refund_amount > 0 then 1 else 0 end as refunded_orders,
        0 as sold_amount,
        0 as refund_amount
    from orders
    where is_purchase
    union all
    select
        {{ start_of_period('revenue_days.revenue_date', "'month'") }} as sales_month,
        orders.sales_channel,
        orders.payment_method,
        0 as orders,
        0 as discounted_orders,
        0 as refunded_orders,
        revenue_days.gross_amount - revenue_days.discount_amount as sold_amount,
        revenue_days.refund_amount
    from revenue_days
    inner join orders
        on revenue_days.order_id = orders.order_id

),

totals as (

    select
        sales_month,
        case when grouping(sales_channel) = 0 then 'sales channel' else 'payment method' end
            as dimension,
        coalesce(sales_channel, payment_method) as dimension_value,
        sum(orders) as orders,
        sum(discounted_orders) as discounted_orders,
        sum(refunded_orders) as refunded_orders,
        sum(sold_amount) as sold_amount,
        sum(refund_amount) as refund_amount,
        sum(sold_amount - refund_amount) as net_revenue
    from monthly_events
    group by grouping sets ((sales_month, sales_channel), (sales_month, payment_method))

)

select
    sales_month,
    dimension,
    dimension_value,
    cast(orders as integer) as orders,
    {{ rate('orders', 'sum(orders) over (partition by sales_month, dimension)') }} as order_rate,
    cast(discounted_orders as integer) as discounted_orders,
    {{ rate('discounted_orders', 'orders') }} as discounted_order_rate,
    cast(refunded_orders as integer) as refunded_orders,
    {{ rate('refunded_orders', 'orders') }} as refunded_order_rate,
    cast(refund_amount as numeric(14, 2)) as refund_amount,
    {{ rate('refund_amount', 'sold_amount') }} as refund_rate,
    cast(net_revenue as numeric(14, 2)) as net_revenue,
    {{ rate('net_revenue', 'sum(net_revenue) over (partition by sales_month, dimension)') }}
        as net_revenue_rate,
    {{ money_per('sold_amount', 'orders') }} as average_order_amount
from totals
