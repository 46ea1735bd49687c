-- One row per feedback: whether its text could be scored, and how good or bad it sounds from -1 to 1.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='feedback_date',
    pre_hook="{{ note_changed_days(days_of_fact(ref('int_feedback_valences'))) }}"
) }}

with feedback as (

    select * from {{ ref('stg_customer_feedback') }}
    where {{ only_changed_days('feedback_date') }}

),

texts as (

    select * from {{ ref('int_feedback_texts') }}

),

emphasis as (

    select
        emphasis,
        minimum_marks,
        amount,
        -- the last row of a mark holds for any more of them
        coalesce(
            lead(minimum_marks) over (partition by emphasis order by minimum_marks), 2147483647
        ) as next_minimum_marks
    from {{ ref('sentiment_emphasis') }}

),

feedback_valences as (

    select
        feedback_id,
        count(*) as sentiment_words,
        {{ exact_sum('valence') }} as valence
    from {{ ref('int_feedback_valences') }}
    where {{ only_changed_days('feedback_date') }}
    group by 1

),

judged_feedback as (

    select
        feedback.feedback_id,
        feedback.feedback_date,
        texts.language_code,
        case
            when texts.feedback_id is null then 'no text'
            when texts.language_code is null then 'unknown language'
            when texts.language_code <> 'en' then 'unsupported language'
            when feedback_valences.feedback_id is null then 'no sentiment words'
            else 'ok'
        end as sentiment_status,
        coalesce(feedback_valences.sentiment_words, 0) as sentiment_words,
        coalesce(feedback_valences.valence, 0) as valence,
        coalesce(exclamation.amount, 0) + coalesce(question.amount, 0) as emphasis_amount
    from feedback
    left join texts
        on feedback.feedback_id = texts.feedback_id
    left join feedback_valences
        on feedback.feedback_id = feedback_valences.feedback_id
    left join emphasis as exclamation
        on
            exclamation.emphasis = 'exclamation marks'
            and texts.exclamation_marks >= exclamation.minimum_marks
            and texts.exclamation_marks < exclamation.next_minimum_marks
    left join emphasis as question
        on
            question.emphasis = 'question marks'
            and texts.question_marks >= question.minimum_marks
            and texts.question_marks < question.next_minimum_marks

),

emphasized_feedback as (

    select
        *,
        valence + sign(valence) * emphasis_amount as emphasized_valence
    from judged_feedback

),

scored_feedback as (

    select
        *,
        case
            when sentiment_status in ('ok', 'no sentiment words')
                then
                    emphasized_valence / sqrt(emphasized_valence * emphasized_valence + 15)
        end as raw_score
    from emphasized_feedback

)

select
    feedback_id,
    feedback_date,
    language_code,
    sentiment_status,
    cast(sentiment_words as integer) as sentiment_words,
    cast(round(cast(raw_score as numeric), 4) as {{ dbt.type_float() }}) as sentiment_score
from scored_feedback
