-- One row per word or phrase that sentiment rules know: what it is worth itself, and what it does to words behind it.
with lexicon as (

    select * from {{ ref('sentiment_lexicon') }}

),

modifiers as (

    select * from {{ ref('sentiment_modifiers') }}

),

terms as (

    select
        lexicon.valence,
        coalesce(lexicon.term, modifiers.term) as term,
        coalesce(modifiers.amount, 0) as amount,
        coalesce(modifiers.factor, 1) as factor,
        coalesce(modifiers.reach, 0) as reach,
        coalesce(modifiers.effect = 'contrast', false) as is_contrast
    from lexicon
    full outer join modifiers
        on lexicon.term = modifiers.term

)

select
    term,
    valence,
    amount,
    factor,
    reach,
    is_contrast,
    {{ dbt.split_part('term', "' '", 1) }} as first_word,
    length(term) - length(replace(term, ' ', '')) + 1 as word_count
from terms
