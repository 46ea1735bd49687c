-- One row per month, segment, channel and sales channel, the largest by name: purchases and their money.
{% set most_channels = 6 %}

with order_mix as (

    select
        *,
        case when place <= {{ most_channels }} then dimension_value else '(other)' end
            as sales_channel
    from {{ ref('order_mix_by_customer_group') }}
    where dimension = 'sales channel'

),

sales_channels as (

    select
        {{ period_month('sales_month') }},
        segment,
        channel,
        sales_channel,
        sum(orders) as orders,
        sum(order_amount) as order_amount
    from order_mix
    group by 1, 2, 3, 4

)

select
    period_month,
    segment,
    channel,
    sales_channel,
    cast(orders as integer) as orders,
    cast(order_amount as numeric(14, 2)) as order_amount
from sales_channels
