-- One row per month since the first ticket: how many tickets were opened in it, per order, and how they were served.
with tickets as (

    select * from {{ ref('support_tickets') }}

),

orders as (

    select * from {{ ref('orders') }}

),

quantiles as (

    select * from {{ ref('int_ticket_wait_quantiles') }}
    where breakdown = 'month'

),

backlog_days as (

    select * from {{ ref('support_backlog_daily') }}

),

-- the days from the first ticket to the as-of date, in months
months as (

    select
        cast({{ dbt.date_trunc('month', 'backlog_date') }} as date) as opened_month,
        max(backlog_date) as last_date
    from backlog_days
    group by 1

),

totals as (

    select
        months.opened_month,
        {{ ticket_totals() }}
    from months
    left join tickets
        on months.opened_month = tickets.opened_month
    group by 1

),

month_orders as (

    select
        order_month,
        count(*) as orders
    from orders
    where is_purchase
    group by 1

)

select
    totals.opened_month,
    {{ ticket_measures() }},
    cast(coalesce(month_orders.orders, 0) as integer) as orders,
    {{ rate('totals.tickets', 'month_orders.orders') }} as tickets_per_order,
    backlog_days.backlog as closing_backlog,
    {{ wait_quantile_columns() }}
from totals
inner join months
    on totals.opened_month = months.opened_month
inner join backlog_days
    on months.last_date = backlog_days.backlog_date
left join month_orders
    on totals.opened_month = month_orders.order_month
left join quantiles
    on totals.opened_month = quantiles.opened_month
