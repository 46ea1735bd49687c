-- One row per month of first purchase, segment, channel and one of a few months since: who bought in that month.
with cohorts as (

    select * from {{ ref('cohorts_by_customer_group') }}
    where is_complete and months_since in (1, 3, 6, 9, 12, 18, 24, 36)

)

select
    {{ period_month('cohort_month') }},
    segment,
    channel,
    months_since,
    cast(sum(customers) as integer) as customers,
    cast(sum(retained_customers) as integer) as retained_customers
from cohorts
group by 1, 2, 3, 4
