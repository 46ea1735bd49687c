-- One row per term of the sentiment rules found in an English text, in the place where it was found.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='feedback_date',
    pre_hook="{{ note_changed_days(days_of_fact(ref('int_feedback_texts'))) }}"
) }}

with texts as (

    select
        feedback_id,
        feedback_date,
        has_mixed_case,
        string_to_array(words, ' ') as words
    from {{ ref('int_feedback_texts') }}
    where
        language_code = 'en'
        and {{ only_changed_days('feedback_date') }}

),

terms as (

    select * from {{ ref('int_sentiment_terms') }}

),

emphasis as (

    select coalesce(max(amount), 0) as capitals_amount
    from {{ ref('sentiment_emphasis') }}
    where emphasis = 'capitals'

),

text_words as (

    select
        texts.feedback_id,
        texts.feedback_date,
        texts.words,
        texts.has_mixed_case,
        each_word.word_position,
        {{ bare_word('each_word.word') }} as word
    from texts
    cross join lateral unnest(texts.words) with ordinality as each_word (word, word_position)

),

found_terms as (

    select
        text_words.feedback_id,
        text_words.feedback_date,
        text_words.word_position,
        terms.term,
        terms.valence,
        terms.amount,
        terms.factor,
        terms.reach,
        terms.is_contrast,
        text_words.word_position + terms.word_count - 1 as last_position,
        text_words.has_mixed_case
        and text_words.word = upper(text_words.word)
        and text_words.word <> lower(text_words.word) as is_emphasized,
        -- of terms that begin in one place the longest comes first
        max(text_words.word_position + terms.word_count - 1) over (
            partition by text_words.feedback_id
            order by text_words.word_position asc, terms.word_count desc
            rows between unbounded preceding and 1 preceding
        ) as taken_to
    from text_words
    inner join terms
        on lower(text_words.word) = terms.first_word
    where
        terms.word_count = 1
        or lower({{ trimmed_word("array_to_string(
            text_words.words[text_words.word_position:text_words.word_position + terms.word_count - 1],
            ' '
        )") }}) = terms.term

)

select
    found_terms.feedback_id,
    found_terms.feedback_date,
    found_terms.word_position,
    found_terms.last_position,
    found_terms.term,
    found_terms.factor,
    found_terms.reach,
    found_terms.is_contrast,
    case
        when found_terms.is_emphasized
            then found_terms.valence + sign(found_terms.valence) * emphasis.capitals_amount
        else found_terms.valence
    end as valence,
    case
        when found_terms.is_emphasized and found_terms.amount <> 0
            then found_terms.amount + emphasis.capitals_amount
        else found_terms.amount
    end as amount
from found_terms
cross join emphasis
where found_terms.taken_to is null or found_terms.word_position > found_terms.taken_to
