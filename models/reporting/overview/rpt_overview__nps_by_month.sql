-- One row per month, segment and channel: answers to the question whether they would recommend us.
with answers as (

    select * from {{ ref('satisfaction_by_customer_group') }}
    where nps_answers > 0

),

scores as (

    select
        {{ period_month('survey_month') }},
        segment,
        channel,
        sum(promoters - detractors) as promoters_less_detractors,
        sum(nps_answers) as nps_answers
    from answers
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(promoters_less_detractors as integer) as promoters_less_detractors,
    cast(nps_answers as integer) as nps_answers
from scores
