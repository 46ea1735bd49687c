-- One row per customer who was seen on a visit: how many visits.
with events as (

    select * from {{ ref('stg_customer_journey_events') }}
    where customer_id is not null

),

customer_visits as (

    select
        customer_id,
        -- events without a session are one visit a day
        coalesce(session_id, cast(event_date as {{ dbt.type_string() }})) as visit
    from events
    group by 1, 2

)

select
    customer_id,
    count(*) as sessions
from customer_visits
group by 1
