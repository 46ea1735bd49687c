-- One row per month of acquisition, segment, channel and risk category: buyers.
with predictions as (

    select * from {{ ref('predictions_by_customer_group') }}

),

risks as (

    select
        {{ period_month('acquired_month') }},
        segment,
        channel,
        risk_category,
        risk_order,
        sum(buyers) as buyers
    from predictions
    group by 1, 2, 3, 4, 5

)

select
    period_month,
    segment,
    channel,
    risk_category,
    risk_order,
    cast(buyers as integer) as buyers
from risks
