-- Accounting: in their last month the charts of customers have those of the summary.
with summary as (

    select * from {{ ref('customer_dashboard_summary') }}

),

last_month as (

    select last_month from {{ ref('dashboard_window') }}

),

chart_totals as (

    select
        coalesce(sum(customers), 0) as customers,
        coalesce(sum(active_customers), 0) as active_customers
    from {{ ref('rpt_overview__active_customers') }}
    where period_month = (select last_month.last_month from last_month)

),

key_figures as (

    select coalesce(sum(active_customers), 0) as active_customers
    from {{ ref('rpt_overview__key_figures') }}
    where period_month = (select last_month.last_month from last_month)

)

select
    summary.customers,
    summary.active_customers,
    chart_totals.customers as customers_of_the_chart,
    chart_totals.active_customers as active_customers_of_the_chart,
    key_figures.active_customers as active_customers_of_the_key_figures
from summary
cross join chart_totals
cross join key_figures
where
    summary.customers <> chart_totals.customers
    or summary.active_customers <> chart_totals.active_customers
    or summary.active_customers <> key_figures.active_customers
