-- One row per month, segment, weekday and band of hours: purchases.
{% set hours_of_band = 3 %}

with orders as (

    select
        customer_id,
        order_month,
        {{ weekday_of('ordered_at') }} as day_of_week,
        {{ hour_of('ordered_at') }} / {{ hours_of_band }} * {{ hours_of_band }} as first_hour
    from {{ ref('orders') }}
    where is_purchase

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

weekdays as (

    select distinct
        day_of_week,
        day_name
    from {{ ref('sales_by_weekday_and_hour') }}

),

purchases as (

    select
        {{ period_month('orders.order_month') }},
        {{ customer_segment_column() }},
        orders.day_of_week,
        orders.first_hour,
        count(*) as orders
    from orders
    left join customer_groups
        on orders.customer_id = customer_groups.customer_id
    group by 1, 2, 3, 4

)

select
    purchases.period_month,
    purchases.segment,
    purchases.day_of_week,
    weekdays.day_name,
    lpad(cast(purchases.first_hour as {{ dbt.type_string() }}), 2, '0') || '–'
    || lpad(
        cast(purchases.first_hour + {{ hours_of_band }} as {{ dbt.type_string() }}), 2, '0'
    ) as hours_of_day,
    cast(purchases.orders as integer) as orders
from purchases
inner join weekdays
    on purchases.day_of_week = weekdays.day_of_week
