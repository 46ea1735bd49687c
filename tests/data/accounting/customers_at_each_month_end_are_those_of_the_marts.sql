-- Accounting: customers and active ones by day and by month are those of customers and of the movement.
with last_days as (

    select
        kpis.customers,
        kpis.active_customers
    from {{ ref('kpi_daily') }} as kpis
    inner join {{ ref('stg_as_of_date') }} as as_of
        on kpis.kpi_date = as_of.as_of_date

),

today as (

    select
        count(*) as customers,
        coalesce(sum(case when is_active then 1 else 0 end), 0) as active_customers
    from {{ ref('customers') }}

)

select
    'today' as figure,
    last_days.customers as found,
    today.customers as expected
from last_days
cross join today
where
    last_days.customers <> today.customers
    or last_days.active_customers <> today.active_customers
union all
select
    'active at the month end' as figure,
    kpis.active_customers as found,
    movement.closing_customers as expected
from {{ ref('monthly_customer_movement') }} as movement
left join {{ ref('kpi_monthly') }} as kpis
    on movement.month_start_date = kpis.kpi_month
where
    kpis.kpi_month is null
    or kpis.active_customers <> movement.closing_customers
    or kpis.month_end_date <> movement.month_end_date
    or kpis.new_buyers <> movement.new_customers
