-- Terms of the sentiment rules and keywords of themes that no text could hold as they are written.
with terms as (

    select term from {{ ref('sentiment_lexicon') }}
    union all
    select term from {{ ref('sentiment_modifiers') }}

),

keywords as (

    select keyword from {{ ref('feedback_keywords') }}

)

select term
from terms
where term <> lower(trim(term)) or term like '%  %'
union all
select keyword as term
from keywords
where keyword <> trim(keyword) or keyword like '%*_%' or keyword = '*'
