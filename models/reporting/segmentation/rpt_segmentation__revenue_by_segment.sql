-- One row per month, segment and channel: sales.
with sales as (

    select * from {{ ref('sales_by_customer_group') }}

),

segment_sales as (

    select
        {{ period_month('sales_month') }},
        segment,
        channel,
        sum(net_revenue) as net_revenue
    from sales
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from segment_sales
where net_revenue <> 0
