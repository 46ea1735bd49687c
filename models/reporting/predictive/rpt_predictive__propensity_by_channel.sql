-- One row per month of acquisition, segment and channel: how many are expected to buy in 30, 60 and 90 days.
with predictions as (

    select * from {{ ref('predictions_by_customer_group') }}
    where purchase_predicted_customers > 0

),

propensities as (

    select
        {{ period_month('acquired_month') }},
        segment,
        channel,
        sum(purchase_predicted_customers) as customers,
        sum(expected_buyers_30_days) as expected_buyers_30_days,
        sum(expected_buyers_60_days) as expected_buyers_60_days,
        sum(expected_buyers_90_days) as expected_buyers_90_days
    from predictions
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(customers as integer) as customers,
    cast(expected_buyers_30_days as numeric(18, 4)) as expected_buyers_30_days,
    cast(expected_buyers_60_days as numeric(18, 4)) as expected_buyers_60_days,
    cast(expected_buyers_90_days as numeric(18, 4)) as expected_buyers_90_days
from propensities
