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
        -- what lies before the first month end is in it: history is read once and not for each month
        greatest(
            {{ start_of_period('least(signup_date, first_order_date)', "'month'") }},
            (select min(months.month_start_date) from months)
        ) as first_month
    from {{ ref('customers') }}

),

movements as (

    select
        customer_id,
        order_date as movement_date,
        order_date as purchase_date,
        1 as orders,
        0 as net_amount
    from {{ ref('orders') }}
    where is_purchase
    union all
    select
        customer_id,
        revenue_date as movement_date,
        null as purchase_date,
        0 as orders,
        net_amount
    from {{ ref('int_order_revenue_days') }}
    union all
    -- a customer is there from the month in which they became known, with or without an order
    select
        customer_id,
        first_month as movement_date,
        null as purchase_date,
        0 as orders,
        0 as net_amount
    from customers

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

-- running totals of the months in which something moved: of all months there are several times as many
states as (

    select
        customer_id,
        month_start_date,
        lead(month_start_date) over so_far as next_month,
        max(last_order_date) over so_far as last_order_date,
        sum(orders) over so_far as orders,
        sum(net_revenue) over so_far as net_revenue
    from customer_months
    window so_far as (partition by customer_id order by month_start_date)

)

select
    states.customer_id,
    months.month_start_date,
    months.month_end_date,
    cast(states.orders as integer) as orders,
    cast(states.net_revenue as numeric(14, 2)) as net_revenue,
    months.month_end_date - states.last_order_date as recency_days
from states
inner join months
    on
        states.month_start_date <= months.month_start_date
        and coalesce(states.next_month > months.month_start_date, true)
