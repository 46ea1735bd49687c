-- One row per survey answer given up to the as-of date.
with scores as (

    select * from {{ ref('base_customer_satisfaction_scores') }}
    where broken_rule is null

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

scores_as_of as (

    select
        scores.score_id,
        scores.customer_id,
        scores.survey_type,
        scores.touchpoint,
        scores.surveyed_at,
        {{ day_of('scores.surveyed_at') }} as survey_date,
        scores.comment,
        scores.score,
        scores.scale_max,
        cast(scores.score / scores.scale_max * 10 as numeric(8, 6)) as score_of_ten
    from scores
    cross join as_of
    where scores.surveyed_at < as_of.as_of_until

)

select * from scores_as_of
