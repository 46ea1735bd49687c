-- One row per month, segment, channel and band of order size, large ones together: purchases.
{% set most_sizes = 7 %}

with order_mix as (

    select
        *,
        least(place, {{ most_sizes + 1 }}) as size_order,
        case when place <= {{ most_sizes }} then dimension_value else '(larger)' end as order_size
    from {{ ref('order_mix_by_customer_group') }}
    where dimension = 'order size'

),

sizes as (

    select
        {{ period_month('sales_month') }},
        segment,
        channel,
        size_order,
        order_size,
        sum(orders) as orders
    from order_mix
    group by 1, 2, 3, 4, 5

)

select
    period_month,
    segment,
    channel,
    size_order,
    order_size,
    cast(orders as integer) as orders
from sizes
