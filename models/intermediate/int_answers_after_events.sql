-- One row per type of event and survey answer that followed one of its customer's events within the response days.
with events as (

    select * from {{ ref('int_survey_events') }}

),

answers as (

    select * from {{ ref('int_survey_answers') }}
    where customer_id is not null

),

event_types as (

    select distinct event_type from events

),

-- one line of time per customer and type of event: joining each answer to each event would multiply them
timeline as (

    select
        event_type,
        customer_id,
        occurred_at,
        event_id,
        event_date,
        null as score_id,
        null as survey_date
    from events
    union all
    select
        event_types.event_type,
        answers.customer_id,
        answers.surveyed_at as occurred_at,
        null as event_id,
        null as event_date,
        answers.score_id,
        answers.survey_date
    from answers
    cross join event_types

),

numbered_timeline as (

    select
        *,
        -- an answer in the very moment of an event comes after it
        sum(case when event_id is null then 0 else 1 end) over (
            partition by event_type, customer_id
            order by
                occurred_at,
                case when event_id is null then 1 else 0 end,
                event_id
            rows between unbounded preceding and current row
        ) as event_number
    from timeline

),

-- each number is one event with the answers behind it
answered_timeline as (

    select
        event_type,
        score_id,
        survey_date,
        max(event_id) over numbered_event as event_id,
        max(event_date) over numbered_event as event_date
    from numbered_timeline
    where event_number > 0
    window numbered_event as (partition by event_type, customer_id, event_number)

),

answers_after_events as (

    select
        event_type,
        score_id,
        event_id,
        event_date,
        survey_date - event_date as days_after_event
    from answered_timeline
    where score_id is not null

)

select
    event_type,
    score_id,
    event_id,
    event_date,
    days_after_event
from answers_after_events
where days_after_event <= {{ var('survey_response_days') }}
