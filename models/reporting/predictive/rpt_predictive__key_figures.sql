-- One row per month of acquisition, segment and channel: what is to be expected of these customers.
with predictions as (

    select * from {{ ref('predictions_by_customer_group') }}

),

totals as (

    select
        {{ period_month('acquired_month') }},
        segment,
        channel,
        sum(buyers) as buyers,
        sum(churn_predicted_customers) as churn_predicted_customers,
        sum(expected_churned_customers) as expected_churned_customers,
        sum(expected_buyers_30_days) as expected_buyers_30_days,
        sum(expected_purchases) as expected_purchases,
        sum(predicted_value) as predicted_value
    from predictions
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(buyers as integer) as buyers,
    cast(churn_predicted_customers as integer) as churn_predicted_customers,
    cast(expected_churned_customers as numeric(18, 4)) as expected_churned_customers,
    cast(expected_buyers_30_days as numeric(18, 4)) as expected_buyers_30_days,
    cast(expected_purchases as numeric(18, 4)) as expected_purchases,
    cast(predicted_value as numeric(14, 2)) as predicted_value
from totals
