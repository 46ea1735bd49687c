-- One row per month of acquisition, segment, channel and risk category: what these customers have bought so far.
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
        sum(net_revenue) as net_revenue
    from predictions
    group by 1, 2, 3, 4, 5

)

select
    period_month,
    segment,
    channel,
    risk_category,
    risk_order,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from risks
where net_revenue <> 0
