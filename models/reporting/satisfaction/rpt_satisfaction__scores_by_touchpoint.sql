-- One row per month, segment, channel and touchpoint: answers on recommendation, satisfaction and effort.
with answers as (

    select * from {{ ref('satisfaction_by_customer_group') }}

),

touchpoints as (

    {{ largest_labels('answers', 'touchpoint', 'answers') }}

)

select
    {{ period_month('answers.survey_month') }},
    answers.segment,
    answers.channel,
    touchpoints.shown_touchpoint as touchpoint,
    cast(sum(answers.promoters - answers.detractors) as integer) as promoters_less_detractors,
    cast(sum(answers.nps_answers) as integer) as nps_answers,
    cast(sum(answers.satisfied_answers) as integer) as satisfied_answers,
    cast(sum(answers.csat_answers) as integer) as csat_answers,
    cast(sum(answers.effort_points) as numeric(18, 4)) as effort_points,
    cast(sum(answers.ces_answers) as integer) as ces_answers
from answers
inner join touchpoints
    on answers.touchpoint = touchpoints.touchpoint
group by 1, 2, 3, 4
having sum(answers.nps_answers + answers.csat_answers + answers.ces_answers) > 0
