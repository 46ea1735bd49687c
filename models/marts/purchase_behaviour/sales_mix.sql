-- One row per month and sales channel, and per month and payment method: its part of orders and revenue.
with orders as (

    select * from {{ ref('orders') }}
    where is_counted

),

revenue_days as (

    select * from {{ ref('int_order_revenue_days') }}

),

dimensions as (

    select 'sales channel' as dimension
    union all
    select 'payment method' as dimension

),

order_values as (

    select
        orders.*,
        dimensions.dimension,
        coalesce(
            case dimensions.dimension
                when 'sales channel' then orders.sales_channel
                when 'payment method' then orders.payment_method
            end,
            'unknown'
        ) as dimension_value
    from orders
    cross join dimensions

),

monthly_events as (

    select
        order_month as sales_month,
        dimension,
        dimension_value,
        1 as orders,
        case when is_discounted then 1 else 0 end as discounted_orders,
        case when refund_amount > 0 then 1 else 0 end as refunded_orders,
        0 as sold_amount,
        0 as refund_amount
    from order_values
    where is_purchase
    union all
    select
        {{ start_of_period('revenue_days.revenue_date', "'month'") }} as sales_month,
        order_values.dimension,
        order_values.dimension_value,
        0 as orders,
        0 as discounted_orders,
        0 as refunded_orders,
        revenue_days.gross_amount - revenue_days.discount_amount as sold_amount,
        revenue_days.refund_amount
    from revenue_days
    inner join order_values
        on revenue_days.order_id = order_values.order_id

),

totals as (

    select
        sales_month,
        dimension,
        dimension_value,
        sum(orders) as orders,
        sum(discounted_orders) as discounted_orders,
        sum(refunded_orders) as refunded_orders,
        sum(sold_amount) as sold_amount,
        sum(refund_amount) as refund_amount,
        sum(sold_amount - refund_amount) as net_revenue
    from monthly_events
    group by 1, 2, 3

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
