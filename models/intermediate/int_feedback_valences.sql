-- One row per sentiment word in an English text: what it is worth where it stands, after the words around it.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='feedback_date',
    pre_hook="{{ note_changed_days(days_of_fact(ref('int_feedback_terms'))) }}"
) }}

with placed_terms as (

    select
        *,
        -- "no" is bad by itself, unless it negates the next word
        factor < 0 and lead(valence) over in_text is not null
        and lead(word_position) over in_text = last_position + 1 as is_negation_only,
        min(case when is_contrast then word_position end) over (partition by feedback_id)
            as contrast_position,
        {{ term_before(1) }},
        {{ term_before(2) }},
        {{ term_before(3) }}
    from {{ ref('int_feedback_terms') }}
    where {{ only_changed_days('feedback_date') }}
    window in_text as (partition by feedback_id order by word_position)

),

sentiment_words as (

    select
        *,
        case when is_negation_only then 0 else valence end as valence_0
    from placed_terms
    where valence is not null

),

after_nearest as (

    select
        *,
        {{ modified_valence(1) }} as valence_1
    from sentiment_words

),

after_second as (

    select
        *,
        {{ modified_valence(2) }} as valence_2
    from after_nearest

),

after_third as (

    select
        *,
        {{ modified_valence(3) }} as valence_3
    from after_second

)

select
    feedback_id,
    feedback_date,
    word_position,
    term,
    valence_3 * case
        when word_position < contrast_position then 0.5
        when word_position > contrast_position then 1.5
        else 1
    end as valence
from after_third
