-- One row per customer, visit on which they were recognised and day of it: all that is asked of single events by customer.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='event_date',
    pre_hook="{{ note_changed_days(ref('int_journey_event_fingerprints')) }}"
) }}

with events as (

    select * from {{ ref('stg_customer_journey_events') }}
    where
        customer_id is not null
        and {{ only_changed_days('event_date') }}

)

select
    customer_id,
    -- events without a session are one visit a day
    coalesce(session_id, cast(event_date as {{ dbt.type_string() }})) as visit,
    event_date
from events
group by 1, 2, 3
