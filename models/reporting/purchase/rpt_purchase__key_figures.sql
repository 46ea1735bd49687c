-- One row per month, segment and channel: what was sold, what was taken off and what came back.
with sales as (

    select * from {{ ref('sales_by_customer_group') }}

),

figures as (

    select
        {{ period_month('sales_month') }},
        segment,
        channel,
        sum(orders) as orders,
        sum(units) as units,
        sum(gross_revenue) as gross_revenue,
        sum(discount_amount) as discount_amount,
        sum(gross_revenue - discount_amount) as sold_amount,
        sum(refund_amount) as refund_amount,
        sum(net_revenue) as net_revenue
    from sales
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(orders as integer) as orders,
    cast(units as numeric(18, 4)) as units,
    cast(gross_revenue as numeric(14, 2)) as gross_revenue,
    cast(discount_amount as numeric(14, 2)) as discount_amount,
    cast(sold_amount as numeric(14, 2)) as sold_amount,
    cast(refund_amount as numeric(14, 2)) as refund_amount,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from figures
