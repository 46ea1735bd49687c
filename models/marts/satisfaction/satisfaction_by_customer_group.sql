-- One row per month, segment, channel and touchpoint: sums of survey answers, from which any mean of them can be made.
with answers as (

    select * from {{ ref('survey_answers') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

totals as (

    select
        answers.survey_month,
        {{ customer_group_columns() }},
        answers.touchpoint,
        {{ survey_counts() }},
        -- rounded before they are added up, so that all sums of these sums agree
        sum(
            case
                when answers.question = 'effort' then cast(answers.score_of_ten as numeric(18, 4))
            end
        ) as effort_points,
        sum(
            case
                when answers.question = 'satisfaction'
                    then cast(answers.score_of_ten as numeric(18, 4))
            end
        ) as satisfaction_points
    from answers
    left join customer_groups
        on answers.customer_id = customer_groups.customer_id
    group by 1, 2, 3, 4

)

select
    survey_month,
    segment,
    channel,
    touchpoint,
    cast(answers as integer) as answers,
    cast(nps_answers as integer) as nps_answers,
    cast(promoters as integer) as promoters,
    cast(nps_answers - promoters - detractors as integer) as passives,
    cast(detractors as integer) as detractors,
    cast(csat_answers as integer) as csat_answers,
    cast(satisfied_answers as integer) as satisfied_answers,
    cast(ces_answers as integer) as ces_answers,
    cast(coalesce(effort_points, 0) as numeric(18, 4)) as effort_points,
    cast(satisfaction_answers as integer) as satisfaction_answers,
    cast(coalesce(satisfaction_points, 0) as numeric(18, 4)) as satisfaction_points
from totals
