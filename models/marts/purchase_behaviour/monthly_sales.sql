-- One row per month: orders, buyers and revenue, new against repeat, with discounts and refunds.
with days as (

    select
        *,
        {{ start_of_period('sales_date', "'month'") }} as sales_month
    from {{ ref('daily_sales') }}

),

orders as (

    select * from {{ ref('orders') }}
    where is_purchase

),

months as (

    select
        sales_month,
        max(sales_date) as last_known_date,
        sum(orders) as orders,
        sum(new_orders) as new_orders,
        sum(repeat_orders) as repeat_orders,
        sum(guest_orders) as guest_orders,
        sum(units) as units,
        sum(gross_revenue) as gross_revenue,
        sum(discount_amount) as discount_amount,
        sum(refund_amount) as refund_amount,
        sum(net_revenue) as net_revenue,
        sum(new_net_revenue) as new_net_revenue,
        sum(repeat_net_revenue) as repeat_net_revenue,
        sum(guest_net_revenue) as guest_net_revenue
    from days
    group by 1

),

monthly_orders as (

    select
        order_month,
        count(distinct customer_id) as customers,
        sum(case when is_discounted then 1 else 0 end) as discounted_orders,
        sum(case when refund_amount > 0 then 1 else 0 end) as refunded_orders,
        {{ quantiles('gross_amount - discount_amount', [0.5]) }} as amount_quantiles
    from orders
    group by 1

)

select
    months.sales_month,
    cast(months.orders as integer) as orders,
    cast(months.new_orders as integer) as new_orders,
    cast(months.repeat_orders as integer) as repeat_orders,
    cast(months.guest_orders as integer) as guest_orders,
    cast(coalesce(monthly_orders.customers, 0) as integer) as customers,
    cast(coalesce(monthly_orders.discounted_orders, 0) as integer) as discounted_orders,
    {{ rate('monthly_orders.discounted_orders', 'months.orders') }} as discounted_order_rate,
    cast(coalesce(monthly_orders.refunded_orders, 0) as integer) as refunded_orders,
    {{ rate('monthly_orders.refunded_orders', 'months.orders') }} as refunded_order_rate,
    cast(months.units as numeric(18, 4)) as units,
    cast(months.gross_revenue as numeric(14, 2)) as gross_revenue,
    cast(months.discount_amount as numeric(14, 2)) as discount_amount,
    cast(months.refund_amount as numeric(14, 2)) as refund_amount,
    cast(months.net_revenue as numeric(14, 2)) as net_revenue,
    cast(months.new_net_revenue as numeric(14, 2)) as new_net_revenue,
    cast(months.repeat_net_revenue as numeric(14, 2)) as repeat_net_revenue,
    cast(months.guest_net_revenue as numeric(14, 2)) as guest_net_revenue,
    {{ rate('months.repeat_net_revenue', 'months.net_revenue') }} as repeat_net_revenue_rate,
    {{ rate('months.discount_amount', 'months.gross_revenue') }} as discount_rate,
    {{ rate('months.refund_amount', 'months.gross_revenue - months.discount_amount') }}
        as refund_rate,
    {{ money_per('(months.gross_revenue - months.discount_amount)', 'months.orders') }}
        as average_order_amount,
    cast(monthly_orders.amount_quantiles[1] as numeric(14, 2)) as median_order_amount,
    {{ start_of_period(dbt.dateadd('day', 1, 'months.last_known_date'), "'month'") }}
    > months.sales_month as is_complete
from months
left join monthly_orders
    on months.sales_month = monthly_orders.order_month
