-- One row per month and segment: visits, how many were first ones, of known customers, left at once, or bought.
with visits as (

    select * from {{ ref('visits_by_segment') }}

),

figures as (

    select
        {{ period_month('visit_month') }},
        segment,
        sum(visits) as visits,
        sum(first_visits) as first_visits,
        sum(customer_visits) as customer_visits,
        sum(bounced_visits) as bounced_visits,
        sum(purchase_visits) as purchase_visits,
        sum(events) as events
    from visits
    group by 1, 2

)

select
    period_month,
    segment,
    cast(visits as integer) as visits,
    cast(first_visits as integer) as first_visits,
    cast(customer_visits as integer) as customer_visits,
    cast(bounced_visits as integer) as bounced_visits,
    cast(purchase_visits as integer) as purchase_visits,
    cast(events as integer) as events
from figures
