-- One row: the months that the dashboard shows.
with as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

first_kpis as (

    select min(kpi_month) as kpi_month from {{ ref('kpi_monthly') }}

),

months as (

    select
        as_of_date,
        cast({{ dbt.date_trunc('month', 'as_of_date') }} as date) as this_month,
        cast(
            {{ dbt.date_trunc('month', dbt.dateadd('day', 1, 'as_of_date')) }} as date
        ) as month_of_tomorrow
    from as_of

)

select
    months.as_of_date,
    greatest(
        cast({{ dbt.dateadd('month', 1 - var('dashboard_months'), 'months.this_month') }} as date),
        first_kpis.kpi_month
    ) as first_month,
    months.this_month as last_month,
    -- of a month that is not over one can't say whether it was better than the one before
    cast({{ dbt.dateadd('month', -1, 'months.month_of_tomorrow') }} as date) as last_whole_month,
    '{{ var("currency") }}' as currency
from months
cross join first_kpis
