-- One row per score that a model outside had given up to the as-of date.
with metrics as (

    select * from {{ ref('base_predictive_metrics') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

metrics_as_of as (

    select
        metrics.customer_id,
        metrics.metric,
        metrics.model,
        metrics.scored_at,
        metrics.value
    from metrics
    cross join as_of
    where metrics.scored_at < as_of.as_of_until

)

select * from metrics_as_of
