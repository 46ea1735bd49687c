-- One row per customer and month end of the last months: how many orders and how much revenue they had brought by then.
with as_of as (

    select
        as_of_date,
        {{ each_month_since(var('segment_history_months')) }} as months_ago
    from {{ ref('stg_as_of_date') }}

),

-- the last one ends on the as-of date, and the first is where the moves begin
months as (

    select
        {{ start_of_period(dbt.dateadd('month', '-months_ago', 'as_of_date'), "'month'") }}
            as month_start_date,
        least(as_of_date, {{ dbt.last_day(
            dbt.dateadd('month', '-months_ago', 'as_of_date'), 'month'
        ) }}) as month_end_date
    from as_of
    where as_of_date is not null

),

customers as (

    select
        customer_id,
        least(signup_date, first_order_date) as known_date,
        -- what lies before the first month end is in it: history is read once and not for each month
        greatest(
            {{ start_of_period('least(signup_date, first_order_date)', "'month'") }},
            (select min(months.month_start_date) from months)
        ) as first_month
    from {{ ref('customers') }}

),

orders as (

    select * from {{ ref('orders') }}
    where customer_id is not null

),

movements as (

    select
        customer_id,
        order_date as movement_date,
        order_date as purchase_date,
        1 as orders,
        0 as net_amount
    from orders
    where is_purchase
    union all
    select
        orders.customer_id,
        revenue_days.revenue_date as movement_date,
        null as purchase_date,
        0 as orders,
        revenue_days.net_amount
    from {{ ref('int_order_revenue_days') }} as revenue_days
    inner join orders
        on revenue_days.order_id = orders.order_id

),

customer_months as (

    select
        movements.customer_id,
        greatest(
            {{ start_of_period('movements.movement_date', "'month'") }}, customers.first_month
        ) as month_start_date,
        max(movements.purchase_date) as last_order_date,
        sum(movements.orders) as orders,
        sum(movements.net_amount) as net_revenue
    from movements
    inner join customers
        on movements.customer_id = customers.customer_id
    group by 1, 2

),

states as (

    select
        customers.customer_id,
        months.month_start_date,
        months.month_end_date,
        max(customer_months.last_order_date) over so_far as last_order_date,
        coalesce(sum(customer_months.orders) over so_far, 0) as orders,
        coalesce(sum(customer_months.net_revenue) over so_far, 0) as net_revenue
    from customers
    inner join months
        on coalesce(customers.known_date, months.month_end_date) <= months.month_end_date
    left join customer_months
        on
            customers.customer_id = customer_months.customer_id
            and months.month_start_date = customer_months.month_start_date
    window so_far as (partition by customers.customer_id order by months.month_start_date)

)

select
    customer_id,
    month_start_date,
    month_end_date,
    cast(orders as integer) as orders,
    cast(net_revenue as numeric(14, 2)) as net_revenue,
    month_end_date - last_order_date as recency_days
from states
