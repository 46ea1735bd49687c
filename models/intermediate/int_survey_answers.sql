-- One row per survey answer: which question it answers, and on which side of the limits of NPS and CSAT it is.
with answers as (

    select * from {{ ref('stg_customer_satisfaction_scores') }}

)

select
    score_id,
    customer_id,
    surveyed_at,
    survey_date,
    cast({{ dbt.date_trunc('month', 'survey_date') }} as date) as survey_month,
    survey_type,
    case survey_type
        when 'nps' then 'recommendation'
        when 'ces' then 'effort'
        else 'satisfaction'
    end as question,
    {{ label_of('touchpoint') }} as touchpoint,
    score_of_ten,
    case
        when survey_type = 'ces' then cast(score_of_ten * 7 / 10 as {{ dbt.type_float() }})
    end as effort_score,
    survey_type = 'nps' and score >= 9 as is_promoter,
    survey_type = 'nps' and score <= 6 as is_detractor,
    survey_type = 'csat' and score_of_ten >= 8 as is_satisfied
from answers
