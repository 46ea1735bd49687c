-- One row per day with a message, an answer, a text or a change in who is active: what trends by day are counted from.
with messages as (

    select
        sent_date as contact_date,
        count(*) as messages
    from {{ ref('int_messages') }}
    group by 1

),

answers as (

    select
        survey_date as contact_date,
        sum(case when question = 'recommendation' then 1 else 0 end) as nps_answers,
        sum(case when is_promoter then 1 else 0 end) as promoters,
        sum(case when is_detractor then 1 else 0 end) as detractors,
        sum(case when survey_type = 'csat' then 1 else 0 end) as csat_answers,
        sum(case when is_satisfied then 1 else 0 end) as satisfied_answers
    from {{ ref('int_survey_answers') }}
    group by 1

),

feedback as (

    select
        feedback_date as contact_date,
        count(*) as feedback_texts
    from {{ ref('stg_customer_feedback') }}
    group by 1

),

activity_starts as (

    select
        started_date as contact_date,
        count(*) as activity_starts
    from {{ ref('int_customer_activity_spells') }}
    group by 1

),

activity_lapses as (

    select
        lapsed_date as contact_date,
        count(*) as activity_lapses
    from {{ ref('int_customer_activity_spells') }}
    where lapsed_date is not null
    group by 1

),

days as (

    select contact_date from messages
    union distinct
    select contact_date from answers
    union distinct
    select contact_date from feedback
    union distinct
    select contact_date from activity_starts
    union distinct
    select contact_date from activity_lapses

)

select
    days.contact_date,
    cast(coalesce(messages.messages, 0) as integer) as messages,
    cast(coalesce(answers.nps_answers, 0) as integer) as nps_answers,
    cast(coalesce(answers.promoters, 0) as integer) as promoters,
    cast(coalesce(answers.detractors, 0) as integer) as detractors,
    cast(coalesce(answers.csat_answers, 0) as integer) as csat_answers,
    cast(coalesce(answers.satisfied_answers, 0) as integer) as satisfied_answers,
    cast(coalesce(feedback.feedback_texts, 0) as integer) as feedback_texts,
    cast(coalesce(activity_starts.activity_starts, 0) as integer) as activity_starts,
    cast(coalesce(activity_lapses.activity_lapses, 0) as integer) as activity_lapses
from days
left join messages
    on days.contact_date = messages.contact_date
left join answers
    on days.contact_date = answers.contact_date
left join feedback
    on days.contact_date = feedback.contact_date
left join activity_starts
    on days.contact_date = activity_starts.contact_date
left join activity_lapses
    on days.contact_date = activity_lapses.contact_date
