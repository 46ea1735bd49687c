-- One row per month, segment, channel and band of order size, large ones together: purchases.
{% set most_sizes = 7 %}

with order_mix as (

    select * from {{ ref('order_mix_by_customer_group') }}
    where dimension = 'order size'

),

bands as (

    select * from {{ ref('order_size_distribution') }}
    where measure = 'amount'

)

select
    {{ period_month('order_mix.sales_month') }},
    order_mix.segment,
    order_mix.channel,
    cast(least(bands.band_number, {{ most_sizes + 1 }}) as integer) as size_order,
    case when bands.band_number <= {{ most_sizes }} then bands.band else '(larger)' end
        as order_size,
    cast(sum(order_mix.orders) as integer) as orders
from order_mix
inner join bands
    on order_mix.dimension_value = bands.band
group by 1, 2, 3, 4, 5
