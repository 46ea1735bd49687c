-- One row per customer who answered a survey: how satisfied they are, and how likely to recommend us.
with answers as (

    select * from {{ ref('int_survey_answers') }}
    where customer_id is not null

)

select
    customer_id,
    sum(
        case when question = 'satisfaction' then 1 else 0 end
    ) as satisfaction_answers,
    sum(
        case when question = 'satisfaction' then score_of_ten else 0 end
    ) as satisfaction_total,
    sum(case when question = 'recommendation' then 1 else 0 end) as nps_answers,
    sum(case when is_promoter then 1 else 0 end) as promoter_answers,
    sum(case when is_detractor then 1 else 0 end) as detractor_answers
from answers
group by 1
