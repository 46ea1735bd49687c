-- One row per customer who answered a survey: the latest answers, the mean ones, and whether they rise or fall.
with answers as (

    select * from {{ ref('int_survey_answers') }}
    where customer_id is not null

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

dated_answers as (

    select
        *,
        max(surveyed_at) over (partition by customer_id, question) as latest_surveyed_at
    from answers

),

-- answers of one moment count as one, so that no tie has to be broken
question_scores as (

    select
        customer_id,
        question,
        count(*) as answers,
        min(survey_date) as first_answer_date,
        max(survey_date) as latest_answer_date,
        avg(score_of_ten) as mean_score,
        avg(case when surveyed_at = latest_surveyed_at then score_of_ten end) as latest_score,
        avg(case when surveyed_at < latest_surveyed_at then score_of_ten end) as earlier_score
    from dated_answers
    group by 1, 2

),

customer_scores as (

    select
        customer_id,
        min(first_answer_date) as first_answer_date,
        max(latest_answer_date) as latest_answer_date,
        sum(answers) as answers,
        sum(case when question = 'recommendation' then answers else 0 end) as nps_answers,
        max(case when question = 'recommendation' then latest_score end) as latest_nps_score,
        max(case when question = 'recommendation' then mean_score end) as mean_nps_score,
        sum(case when question = 'satisfaction' then answers else 0 end) as satisfaction_answers,
        max(case when question = 'satisfaction' then latest_score end) as latest_satisfaction_score,
        max(case when question = 'satisfaction' then mean_score end) as mean_satisfaction_score,
        sum(case when question = 'effort' then answers else 0 end) as effort_answers,
        max(case when question = 'effort' then latest_score end) as latest_effort_score,
        max(case when question = 'effort' then mean_score end) as mean_effort_score,
        avg(latest_score - earlier_score) as score_change
    from question_scores
    group by 1

)

select
    customer_scores.customer_id,
    customer_scores.first_answer_date,
    customer_scores.latest_answer_date,
    as_of.as_of_date - customer_scores.latest_answer_date as days_since_answer,
    case
        when customer_scores.latest_nps_score >= 9 then 'promoter'
        when customer_scores.latest_nps_score <= 6 then 'detractor'
        when customer_scores.latest_nps_score is not null then 'passive'
    end as nps_category,
    case
        when customer_scores.score_change >= 1 then 'rising'
        when customer_scores.score_change <= -1 then 'falling'
        when customer_scores.score_change is not null then 'steady'
    end as satisfaction_trend,
    cast(customer_scores.answers as integer) as answers,
    cast(customer_scores.nps_answers as integer) as nps_answers,
    cast(customer_scores.latest_nps_score as {{ dbt.type_float() }}) as latest_nps_score,
    cast(customer_scores.mean_nps_score as {{ dbt.type_float() }}) as mean_nps_score,
    cast(customer_scores.satisfaction_answers as integer) as satisfaction_answers,
    cast(customer_scores.latest_satisfaction_score as {{ dbt.type_float() }})
        as latest_satisfaction_score,
    cast(customer_scores.mean_satisfaction_score as {{ dbt.type_float() }}) as satisfaction_score,
    cast(customer_scores.effort_answers as integer) as ces_answers,
    cast(customer_scores.latest_effort_score * 7 / 10 as {{ dbt.type_float() }})
        as latest_effort_score,
    cast(customer_scores.mean_effort_score * 7 / 10 as {{ dbt.type_float() }})
        as customer_effort_score,
    cast(customer_scores.score_change as {{ dbt.type_float() }}) as score_change
from customer_scores
cross join as_of
