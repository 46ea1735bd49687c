-- One row per acquisition channel of those who answered: how satisfied the customers are whom it brings.
with answers as (

    select * from {{ ref('survey_answers') }}

),

channel_totals as (

    select
        answers.channel,
        min(answers.survey_date) as first_answer_date,
        max(answers.survey_date) as latest_answer_date,
        {{ survey_totals() }}
    from answers
    group by 1

)

select
    channel,
    first_answer_date,
    latest_answer_date,
    {{ survey_scores() }}
from channel_totals
