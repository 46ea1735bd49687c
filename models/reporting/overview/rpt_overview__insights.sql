-- One row per insight: the question, the answer in words, and how sure it is.
with insights as (

    select * from {{ ref('key_insights') }}

)

select
    position,
    theme,
    question,
    statement,
    status
from insights
