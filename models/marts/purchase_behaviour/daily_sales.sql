-- One row per day: orders, buyers and revenue, of first purchases, of repeat ones and of guests.
with orders as (

    select * from {{ ref('orders') }}

),

revenue_days as (

    select * from {{ ref('int_order_revenue_days') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

first_days as (

    select min(revenue_date) as first_date
    from revenue_days

),

days as (

    select {{ each_day('first_days.first_date', 'as_of.as_of_date') }} as sales_date
    from first_days
    cross join as_of

),

daily_orders as (

    select
        order_date as sales_date,
        count(*) as orders,
        count(distinct customer_id) as customers,
        sum(case when is_first_purchase then 1 else 0 end) as new_customers,
        sum(case when is_guest or is_first_purchase then 0 else 1 end) as repeat_orders,
        sum(case when is_guest then 1 else 0 end) as guest_orders
    from orders
    where is_purchase
    group by 1

),

daily_revenue as (

    select
        revenue_days.revenue_date as sales_date,
        sum(revenue_days.units) as units,
        sum(revenue_days.gross_amount) as gross_revenue,
        sum(revenue_days.discount_amount) as discount_amount,
        sum(revenue_days.refund_amount) as refund_amount,
        sum(revenue_days.net_amount) as net_revenue,
        sum(case when orders.is_first_purchase then revenue_days.net_amount end) as new_net_revenue,
        sum(case when orders.is_guest then revenue_days.net_amount end) as guest_net_revenue
    from revenue_days
    inner join orders
        on revenue_days.order_id = orders.order_id
    group by 1

),

sales as (

    select
        days.sales_date,
        coalesce(daily_orders.orders, 0) as orders,
        coalesce(daily_orders.customers, 0) as customers,
        coalesce(daily_orders.new_customers, 0) as new_customers,
        coalesce(daily_orders.repeat_orders, 0) as repeat_orders,
        coalesce(daily_orders.guest_orders, 0) as guest_orders,
        coalesce(daily_revenue.units, 0) as units,
        coalesce(daily_revenue.gross_revenue, 0) as gross_revenue,
        coalesce(daily_revenue.discount_amount, 0) as discount_amount,
        coalesce(daily_revenue.refund_amount, 0) as refund_amount,
        coalesce(daily_revenue.net_revenue, 0) as net_revenue,
        coalesce(daily_revenue.new_net_revenue, 0) as new_net_revenue,
        coalesce(daily_revenue.guest_net_revenue, 0) as guest_net_revenue
    from days
    left join daily_orders
        on days.sales_date = daily_orders.sales_date
    left join daily_revenue
        on days.sales_date = daily_revenue.sales_date

)

select
    sales_date,
    cast(orders as integer) as orders,
    cast(new_customers as integer) as new_orders,
    cast(repeat_orders as integer) as repeat_orders,
    cast(guest_orders as integer) as guest_orders,
    cast(customers as integer) as customers,
    cast(units as numeric(18, 4)) as units,
    cast(gross_revenue as numeric(14, 2)) as gross_revenue,
    cast(discount_amount as numeric(14, 2)) as discount_amount,
    cast(refund_amount as numeric(14, 2)) as refund_amount,
    cast(net_revenue as numeric(14, 2)) as net_revenue,
    cast(new_net_revenue as numeric(14, 2)) as new_net_revenue,
    cast(net_revenue - new_net_revenue - guest_net_revenue as numeric(14, 2))
        as repeat_net_revenue,
    cast(guest_net_revenue as numeric(14, 2)) as guest_net_revenue,
    {{ money_per('(gross_revenue - discount_amount)', 'orders') }} as average_order_amount
from sales
