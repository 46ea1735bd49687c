-- One row per touchpoint: how satisfied people are with it.
with answers as (

    select * from {{ ref('int_survey_answers') }}

),

touchpoint_totals as (

    select
        answers.touchpoint,
        min(answers.survey_date) as first_answer_date,
        max(answers.survey_date) as latest_answer_date,
        {{ survey_totals() }}
    from answers
    group by 1

)

select
    touchpoint,
    first_answer_date,
    latest_answer_date,
    {{ survey_scores() }}
from touchpoint_totals
