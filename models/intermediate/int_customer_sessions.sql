-- One row per customer who was seen on a visit: how many visits.
with visits as (

    select
        customer_id,
        visit
    from {{ ref('int_customer_visit_days') }}
    group by 1, 2

)

select
    customer_id,
    count(*) as sessions
from visits
group by 1
