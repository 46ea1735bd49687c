-- One row per weekday and hour of the day: when people buy.
with orders as (

    select
        *,
        {{ weekday_of('ordered_at') }} as day_of_week,
        {{ hour_of('ordered_at') }} as hour_of_day
    from {{ ref('orders') }}
    where is_purchase

),

weekdays as (

    select
        day_of_week,
        day_name
    from (
        values
        (1, 'Monday'),
        (2, 'Tuesday'),
        (3, 'Wednesday'),
        (4, 'Thursday'),
        (5, 'Friday'),
        (6, 'Saturday'),
        (7, 'Sunday')
    ) as weekday_names (day_of_week, day_name)

),

hours as (

    select hour_of_day
    from (
        values
        (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11),
        (12), (13), (14), (15), (16), (17), (18), (19), (20), (21), (22), (23)
    ) as numbers (hour_of_day)

),

totals as (

    select
        weekdays.day_of_week,
        hours.hour_of_day,
        weekdays.day_name,
        count(orders.order_id) as orders,
        count(distinct orders.customer_id) as customers,
        coalesce(sum(orders.gross_amount - orders.discount_amount), 0) as order_amount
    from weekdays
    cross join hours
    left join orders
        on
            weekdays.day_of_week = orders.day_of_week
            and hours.hour_of_day = orders.hour_of_day
    group by 1, 2, 3

)

select
    day_of_week,
    day_name,
    hour_of_day,
    cast(orders as integer) as orders,
    {{ rate('orders', 'sum(orders) over ()') }} as order_rate,
    cast(customers as integer) as customers,
    cast(order_amount as numeric(14, 2)) as order_amount,
    {{ money_per('order_amount', 'orders') }} as average_order_amount
from totals
