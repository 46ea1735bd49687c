-- Accounting: at its greatest age a cohort's cumulative revenue is the sum of its periods, and repeat buyers never exceed it.
with cohorts as (

    select * from {{ ref('cohort_retention') }}

),

totals as (

    select
        period_type,
        cohort_start_date,
        max(periods_since) as last_period,
        count(*) as periods,
        sum(net_revenue) as net_revenue
    from cohorts
    group by 1, 2

)

select
    totals.*,
    cohorts.cumulative_net_revenue
from totals
inner join cohorts
    on
        totals.period_type = cohorts.period_type
        and totals.cohort_start_date = cohorts.cohort_start_date
        and totals.last_period = cohorts.periods_since
where
    cohorts.cumulative_net_revenue <> totals.net_revenue
    or totals.periods <> totals.last_period + 1
    or cohorts.repeat_customers > cohorts.customers
