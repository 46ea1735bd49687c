-- One row per type of event and month: how many orders and tickets were followed by an answer, and by what kind of answer.
with events as (

    select
        events.*,
        cast({{ dbt.date_trunc('month', 'events.event_date') }} as date) as event_month,
        events.event_date + {{ var('survey_response_days') }} <= as_of.as_of_date as is_over
    from {{ ref('int_survey_events') }} as events
    cross join {{ ref('stg_as_of_date') }} as as_of

),

links as (

    select * from {{ ref('int_answers_after_events') }}

),

answers as (

    select
        answers.*,
        links.event_type,
        links.event_id
    from {{ ref('int_survey_answers') }} as answers
    inner join links
        on answers.score_id = links.score_id

),

first_answers as (

    select
        event_type,
        event_id,
        min(days_after_event) as days_to_answer
    from links
    group by 1, 2

),

event_totals as (

    select
        events.event_type,
        events.event_month,
        sum(case when events.is_over then 1 else 0 end) as events,
        sum(case when events.is_over then 0 else 1 end) as recent_events,
        count(case when events.is_over then first_answers.event_id end) as answered_events,
        avg(case when events.is_over then first_answers.days_to_answer end) as mean_days_to_answer
    from events
    left join first_answers
        on
            events.event_type = first_answers.event_type
            and events.event_id = first_answers.event_id
    group by 1, 2

),

answer_totals as (

    select
        events.event_type,
        events.event_month,
        {{ survey_totals() }}
    from events
    left join answers
        on
            events.event_type = answers.event_type
            and events.event_id = answers.event_id
            and events.is_over  -- an event that can be answered still would make the rate too low
    group by 1, 2

),

combined as (

    select
        answer_totals.*,
        event_totals.events,
        event_totals.recent_events,
        event_totals.answered_events,
        event_totals.mean_days_to_answer
    from answer_totals
    inner join event_totals
        on
            answer_totals.event_type = event_totals.event_type
            and answer_totals.event_month = event_totals.event_month

)

select
    event_type,
    event_month,
    cast(events as integer) as events,
    cast(recent_events as integer) as recent_events,
    cast(answered_events as integer) as answered_events,
    {{ rate('answered_events', 'events') }} as response_rate,
    cast(mean_days_to_answer as {{ dbt.type_float() }}) as mean_days_to_answer,
    {{ survey_scores() }}
from combined
