-- One row per source of feedback: how much comes from there, how it sounds, and how much of it could be read.
with feedback as (

    select * from {{ ref('customer_feedback') }}

),

source_totals as (

    select
        feedback.source,
        min(feedback.feedback_date) as first_feedback_date,
        max(feedback.feedback_date) as latest_feedback_date,
        sum(case when feedback.sentiment_status = 'no text' then 1 else 0 end)
            as feedback_without_text,
        sum(case when feedback.sentiment_status like '%language' then 1 else 0 end)
            as feedback_in_other_languages,
        count(feedback.is_in_agreement) as compared_feedback,
        sum(case when feedback.is_in_agreement then 1 else 0 end) as agreeing_feedback,
        {{ feedback_totals() }}
    from feedback
    group by 1

)

select
    totals.source,
    totals.first_feedback_date,
    totals.latest_feedback_date,
    {{ feedback_measures() }},
    cast(totals.feedback_without_text as integer) as feedback_without_text,
    cast(totals.feedback_in_other_languages as integer) as feedback_in_other_languages,
    cast(totals.compared_feedback as integer) as compared_feedback,
    {{ rate('totals.agreeing_feedback', 'totals.compared_feedback') }} as agreement_rate
from source_totals as totals
