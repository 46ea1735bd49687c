-- One row per feedback with a text: its language, its words, and the marks of emphasis in it.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='feedback_date',
    pre_hook="{{ note_changed_days(ref('int_feedback_fingerprints')) }}"
) }}

with feedback as (

    select * from {{ ref('stg_customer_feedback') }}
    where {{ only_changed_days('feedback_date') }}

),

-- materialized: each cleaned text is used several times
cleaned_feedback as materialized (

    select
        feedback_id,
        feedback_date,
        {{ language_code(dbt.string_literal(var('feedback_language') or '')) }} as default_language,
        {{ language_code('language') }} as language_code,
        nullif({{ clean_text("coalesce(title, '')") }}, '') as title,
        nullif({{ clean_text("coalesce(body, '')") }}, '') as body
    from feedback

),

texts as materialized (

    select
        feedback_id,
        feedback_date,
        coalesce(language_code, default_language) as language_code,
        -- a headline modifies no word of the text: the marks keep them three words apart
        case
            when title is not null and body is not null then title || ' . . . ' || body
            else coalesce(title, body)
        end as words,
        concat_ws(' ', title, body) as running_text
    from cleaned_feedback
    where title is not null or body is not null

)

select
    feedback_id,
    feedback_date,
    language_code,
    words,
    {{ plain_words('running_text') }} as plain_words,
    length(running_text) - length(replace(running_text, '!', '')) as exclamation_marks,
    length(running_text) - length(replace(running_text, '?', '')) as question_marks,
    {{ has_mixed_case('running_text') }} as has_mixed_case
from texts
