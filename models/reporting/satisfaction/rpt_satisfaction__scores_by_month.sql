-- One row per month, segment and channel: answers on recommendation, satisfaction and effort.
with answers as (

    select * from {{ ref('satisfaction_by_customer_group') }}

)

select
    {{ period_month('survey_month') }},
    segment,
    channel,
    cast(sum(promoters - detractors) as integer) as promoters_less_detractors,
    cast(sum(nps_answers) as integer) as nps_answers,
    cast(sum(satisfied_answers) as integer) as satisfied_answers,
    cast(sum(csat_answers) as integer) as csat_answers,
    cast(sum(effort_points) as numeric(18, 4)) as effort_points,
    cast(sum(ces_answers) as integer) as ces_answers
from answers
group by 1, 2, 3
having sum(nps_answers + csat_answers + ces_answers) > 0
