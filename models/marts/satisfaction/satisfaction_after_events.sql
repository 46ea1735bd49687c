-- One row per type of event and month: how many orders and tickets were followed by an answer, and by what kind of answer.
with events as (

    select
        events.event_type,
        cast({{ dbt.date_trunc('month', 'events.event_date') }} as date) as event_month,
        events.event_date + {{ var('survey_response_days') }} <= as_of.as_of_date as is_over
    from {{ ref('int_survey_events') }} as events
    cross join {{ ref('stg_as_of_date') }} as as_of

),

event_totals as (

    select
        event_type,
        event_month,
        sum(case when is_over then 1 else 0 end) as events,
        sum(case when is_over then 0 else 1 end) as recent_events
    from events
    group by 1, 2

),

-- an event that can be answered still would make the rates too low
links as (

    select
        links.*,
        cast({{ dbt.date_trunc('month', 'links.event_date') }} as date) as event_month
    from {{ ref('int_answers_after_events') }} as links
    inner join {{ ref('stg_as_of_date') }} as as_of
        on links.event_date + {{ var('survey_response_days') }} <= as_of.as_of_date

),

answers as (

    select
        answers.*,
        links.event_type,
        links.event_month
    from {{ ref('int_survey_answers') }} as answers
    inner join links
        on answers.score_id = links.score_id

),

first_answers as (

    select
        event_type,
        event_month,
        event_id,
        min(days_after_event) as days_to_answer
    from links
    group by 1, 2, 3

),

first_answer_totals as (

    select
        event_type,
        event_month,
        count(*) as answered_events,
        avg(days_to_answer) as mean_days_to_answer
    from first_answers
    group by 1, 2

),

answer_totals as (

    select
        event_totals.event_type,
        event_totals.event_month,
        {{ survey_totals() }}
    from event_totals
    left join answers
        on
            event_totals.event_type = answers.event_type
            and event_totals.event_month = answers.event_month
    group by 1, 2

),

combined as (

    select
        answer_totals.*,
        event_totals.events,
        event_totals.recent_events,
        first_answer_totals.mean_days_to_answer,
        coalesce(first_answer_totals.answered_events, 0) as answered_events
    from answer_totals
    inner join event_totals
        on
            answer_totals.event_type = event_totals.event_type
            and answer_totals.event_month = event_totals.event_month
    left join first_answer_totals
        on
            answer_totals.event_type = first_answer_totals.event_type
            and answer_totals.event_month = first_answer_totals.event_month

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
