-- One row per month of acquisition, segment and channel: purchases and revenue expected of these customers.
with predictions as (

    select * from {{ ref('predictions_by_customer_group') }}
    where purchase_predicted_customers > 0

),

expectations as (

    select
        {{ period_month('acquired_month') }},
        segment,
        channel,
        sum(purchase_predicted_customers) as customers,
        sum(expected_purchases) as expected_purchases,
        sum(predicted_value) as predicted_value
    from predictions
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(customers as integer) as customers,
    cast(expected_purchases as numeric(18, 4)) as expected_purchases,
    cast(predicted_value as numeric(14, 2)) as predicted_value
from expectations
