-- One row per churn model and decile of its score on the held-out period: what was predicted, and what came.
with predictions as (

    select * from {{ ref('int_churn_predictions') }}

),

prediction_dates as (

    select * from {{ ref('int_prediction_dates') }}
    where snapshot = 'holdout'

),

deciles as (

    select
        model,
        decile,
        count(*) as customers,
        {{ exact_avg('churn_probability') }} as predicted_churn_rate,
        {{ rate('sum(has_churned)', 'count(*)') }} as observed_churn_rate
    from predictions
    group by 1, 2

)

select
    deciles.model,
    deciles.decile,
    prediction_dates.snapshot_date as fitted_to_date,
    prediction_dates.horizon_days,
    cast(deciles.customers as integer) as customers,
    deciles.predicted_churn_rate,
    deciles.observed_churn_rate,
    deciles.predicted_churn_rate - deciles.observed_churn_rate as calibration_gap
from deciles
cross join prediction_dates
