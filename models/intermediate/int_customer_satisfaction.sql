-- One row per customer who answered a survey: how satisfied they are, and how likely to recommend us.
with answers as (

    select * from {{ ref('stg_customer_satisfaction_scores') }}
    where customer_id is not null

)

select
    customer_id,
    sum(
        case when survey_type in ('satisfaction', 'csat') then 1 else 0 end
    ) as satisfaction_answers,
    sum(
        case when survey_type in ('satisfaction', 'csat') then score_of_ten else 0 end
    ) as satisfaction_total,
    sum(case when survey_type = 'nps' then 1 else 0 end) as nps_answers,
    sum(case when survey_type = 'nps' and score >= 9 then 1 else 0 end) as promoter_answers,
    sum(case when survey_type = 'nps' and score <= 6 then 1 else 0 end) as detractor_answers
from answers
group by 1
