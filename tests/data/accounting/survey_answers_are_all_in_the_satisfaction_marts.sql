-- Accounting: each satisfaction mart holds the answers, promoters and detractors of staging; anonymous ones where they belong.
with answers as (

    select * from {{ ref('stg_customer_satisfaction_scores') }}

),

staging_totals as (

    select
        count(*) as answers,
        count(customer_id) as known_answers,
        coalesce(sum(case when survey_type = 'nps' and score >= 9 then 1 else 0 end), 0)
            as promoters,
        coalesce(sum(case when survey_type = 'nps' and score <= 6 then 1 else 0 end), 0)
            as detractors
    from answers

),

mart_totals as (

    select
        'satisfaction_monthly' as mart,
        sum(answers) as answers,
        sum(promoters) as promoters,
        sum(detractors) as detractors
    from {{ ref('satisfaction_monthly') }}
    union all
    select
        'satisfaction_by_touchpoint' as mart,
        sum(answers) as answers,
        sum(promoters) as promoters,
        sum(detractors) as detractors
    from {{ ref('satisfaction_by_touchpoint') }}
    union all
    select
        'satisfaction_by_channel' as mart,
        sum(answers) as answers,
        sum(promoters) as promoters,
        sum(detractors) as detractors
    from {{ ref('satisfaction_by_channel') }}
    union all
    select
        'survey_answers' as mart,
        count(*) as answers,
        sum(case when is_promoter then 1 else 0 end) as promoters,
        sum(case when is_detractor then 1 else 0 end) as detractors
    from {{ ref('survey_answers') }}

),

-- customers and each computed type of segment hold the answers of known customers
known_totals as (

    select
        'customer_satisfaction' as mart,
        coalesce(sum(answers), 0) as known_answers
    from {{ ref('customer_satisfaction') }}
    union all
    select
        'satisfaction_by_segment: ' || segment_type as mart,
        sum(answers) as known_answers
    from {{ ref('satisfaction_by_segment') }}
    where segment_type in ('rfm', 'demographic', 'behavioural')
    group by 1

)

select
    mart_totals.mart,
    mart_totals.answers,
    staging_totals.answers as answers_of_staging
from mart_totals
cross join staging_totals
where
    coalesce(mart_totals.answers, 0) <> staging_totals.answers
    or coalesce(mart_totals.promoters, 0) <> staging_totals.promoters
    or coalesce(mart_totals.detractors, 0) <> staging_totals.detractors
union all
select
    known_totals.mart,
    known_totals.known_answers as answers,
    staging_totals.known_answers as answers_of_staging
from known_totals
cross join staging_totals
where known_totals.known_answers <> staging_totals.known_answers
