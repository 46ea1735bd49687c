-- One row per journey event up to the as-of date, of customers and guests.
with events as (

    select * from {{ ref('base_customer_journey_events') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

events_as_of as (

    select
        events.event_id,
        events.customer_id,
        events.anonymous_id,
        events.session_id,
        events.occurred_at,
        {{ day_of('events.occurred_at') }} as event_date,
        events.event_type,
        events.stage,
        events.touchpoint,
        events.channel,
        events.campaign,
        events.page,
        events.device,
        events.properties
    from events
    cross join as_of
    where events.occurred_at < as_of.as_of_until

)

select * from events_as_of
