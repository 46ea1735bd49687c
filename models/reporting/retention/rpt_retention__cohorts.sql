-- One row per month of first purchase, months since and channel: who bought in that month. Months that are not over and
-- cohorts older than the months that the dashboard shows have no place in the table; month 0 holds everybody.
with cohorts as (

    select * from {{ ref('cohorts_by_customer_group') }}
    where is_complete and months_since > 0

),

dated_cohorts as (

    select
        {{ period_month('cohort_month') }},
        channel,
        months_since,
        sum(customers) as customers,
        sum(retained_customers) as retained_customers
    from cohorts
    group by 1, 2, 3

)

select
    period_month,
    channel,
    months_since,
    cast(customers as integer) as customers,
    cast(retained_customers as integer) as retained_customers
from dated_cohorts
where period_month is not null
