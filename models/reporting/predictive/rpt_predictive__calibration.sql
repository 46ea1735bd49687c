-- One row per month of acquisition, channel and decile of the predictions one horizon ago: churn predicted and observed.
with calibration as (

    select * from {{ ref('model_calibration_by_customer_group') }}

),

churn_model_in_use as (

    select model from {{ ref('model_performance') }}
    where metric = 'brier_score' and is_used

),

deciles as (

    select
        {{ period_month('calibration.acquired_month') }},
        calibration.channel,
        calibration.decile,
        sum(calibration.customers) as customers,
        sum(calibration.predicted_churned_customers) as predicted_churned_customers,
        sum(calibration.observed_churned_customers) as observed_churned_customers
    from calibration
    inner join churn_model_in_use
        on calibration.model = churn_model_in_use.model
    group by 1, 2, 3

)

select
    period_month,
    channel,
    decile,
    cast(customers as integer) as customers,
    cast(predicted_churned_customers as numeric(18, 4)) as predicted_churned_customers,
    cast(observed_churned_customers as integer) as observed_churned_customers
from deciles
