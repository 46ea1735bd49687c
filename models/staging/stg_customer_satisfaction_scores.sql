-- One row per survey answer given up to the as-of date.
with scores as (

    select * from {{ ref('base_customer_satisfaction_scores') }}
    where {{ keeps_the_contract() }}

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
        -- PostgreSQL may ask for the quotient before it has left out a bad row with a scale of 0
        round(scores.score / nullif(scores.scale_max, 0) * 10, 6) as score_of_ten
    from scores
    cross join as_of
    where scores.surveyed_at < as_of.as_of_until

)

select * from scores_as_of
