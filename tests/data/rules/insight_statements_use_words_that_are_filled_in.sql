-- Rules: only the words of key_insights stand in braces, where data are too few only those that are known then.
{% set all_words = dict.fromkeys(
    ['name', 'value', 'low', 'high', 'group', 'other', 'window', 'n'], "''"
) %}
{% set texts = 'statement || statement_if_lower || statement_if_unclear || statement_if_too_few' %}

with rule_rows as (

    select * from {{ ref('insight_statements') }}

),

words_left as (

    select
        insight,
        {{ fill_in('statement', all_words) }} as statement,
        {{ fill_in("coalesce(statement_if_lower, '')", all_words) }} as statement_if_lower,
        {{ fill_in("coalesce(statement_if_unclear, '')", all_words) }} as statement_if_unclear,
        {{ fill_in('statement_if_too_few', {'n': "''", 'window': "''"}) }} as statement_if_too_few
    from rule_rows

)

select insight
from words_left
where
    {{ dbt.position("'{'", texts) }} > 0
    or {{ dbt.position("'}'", texts) }} > 0
