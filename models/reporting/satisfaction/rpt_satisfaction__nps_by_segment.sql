-- One row per month, segment and channel: promoters and detractors.
with answers as (

    select * from {{ ref('satisfaction_by_customer_group') }}

)

select
    {{ period_month('survey_month') }},
    segment,
    channel,
    cast(sum(promoters - detractors) as integer) as promoters_less_detractors,
    cast(sum(nps_answers) as integer) as nps_answers
from answers
group by 1, 2, 3
having sum(nps_answers) > 0
