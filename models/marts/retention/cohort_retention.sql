-- One row per cohort of first buyers (by month and by week) and period since: who came back and what they have brought in.
with activity as (

    select * from {{ ref('int_cohort_activity') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

cohorts as (

    -- in the period of their first purchase all customers of a cohort have bought
    select
        period_type,
        cohort_start_date,
        customers
    from activity
    where cohort_start_date = period_start_date

),

period_types as (

    select
        period_type,
        min(cohort_start_date) as first_start_date
    from cohorts
    group by 1

),

days as (

    select
        period_types.period_type,
        {{ each_day('period_types.first_start_date', 'as_of.as_of_date') }} as day_date
    from period_types
    cross join as_of

),

periods as (

    select
        period_type,
        {{ start_of_period('day_date', 'period_type') }} as period_start_date,
        row_number() over (partition by period_type order by min(day_date)) as period_number,
        -- complete where the day after its last known one is in the next period
        {{ start_of_period(dbt.dateadd('day', 1, 'max(day_date)'), 'period_type') }}
        > min(day_date) as is_complete
    from days
    group by 1, 2

),

cohort_periods as (

    select
        cohorts.period_type,
        cohorts.cohort_start_date,
        periods.period_start_date,
        cohorts.customers,
        periods.is_complete,
        periods.period_number - first_periods.period_number as periods_since,
        coalesce(activity.customers, 0) as retained_customers,
        coalesce(activity.net_revenue, 0) as net_revenue,
        sum(coalesce(activity.second_purchases, 0)) over (
            partition by cohorts.period_type, cohorts.cohort_start_date
            order by periods.period_start_date
            rows between unbounded preceding and current row
        ) as repeat_customers,
        sum(coalesce(activity.net_revenue, 0)) over (
            partition by cohorts.period_type, cohorts.cohort_start_date
            order by periods.period_start_date
            rows between unbounded preceding and current row
        ) as cumulative_net_revenue
    from cohorts
    inner join periods as first_periods
        on
            cohorts.period_type = first_periods.period_type
            and cohorts.cohort_start_date = first_periods.period_start_date
    inner join periods
        on
            cohorts.period_type = periods.period_type
            and cohorts.cohort_start_date <= periods.period_start_date
    left join activity
        on
            cohorts.period_type = activity.period_type
            and cohorts.cohort_start_date = activity.cohort_start_date
            and periods.period_start_date = activity.period_start_date

)

select
    period_type,
    cohort_start_date,
    period_start_date,
    cast(periods_since as integer) as periods_since,
    customers,
    retained_customers,
    {{ rate('retained_customers', 'customers') }} as retention_rate,
    cast(repeat_customers as integer) as repeat_customers,
    {{ rate('repeat_customers', 'customers') }} as repeat_rate,
    cast(net_revenue as numeric(14, 2)) as net_revenue,
    cast(cumulative_net_revenue as numeric(14, 2)) as cumulative_net_revenue,
    {{ money_per('cumulative_net_revenue', 'customers') }} as cumulative_net_revenue_per_customer,
    is_complete
from cohort_periods
