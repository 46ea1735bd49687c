-- One row per day of journey events: what changes when any event of it does.
with events as (

    select * from {{ ref('stg_customer_journey_events') }}

)

{{ fingerprint_by('events', 'event_date', 'day') }}
