-- One row per month of acquisition, segment, channel, recency and frequency score: when, how often and for how much they bought.
with buyers as (

    select * from {{ ref('customer_totals_by_group') }}
    where recency_score is not null

),

score_cells as (

    select
        {{ period_month('acquired_month') }},
        segment,
        channel,
        recency_score,
        frequency_score,
        sum(buyers) as buyers,
        sum(recency_days) as recency_days,
        sum(orders) as orders,
        sum(net_revenue) as net_revenue
    from buyers
    group by 1, 2, 3, 4, 5

)

select
    period_month,
    segment,
    channel,
    recency_score,
    frequency_score,
    cast(buyers as integer) as buyers,
    cast(recency_days as bigint) as recency_days,
    cast(orders as bigint) as orders,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from score_cells
