-- One row per month, segment, channel and sales channel, the largest by name: purchases and their money.
with order_mix as (

    select
        *,
        dimension_value as sales_channel
    from {{ ref('order_mix_by_customer_group') }}
    where dimension = 'sales channel'

),

shown as (

    {{ largest_labels('order_mix', 'sales_channel', 'orders') }}

)

select
    {{ period_month('order_mix.sales_month') }},
    order_mix.segment,
    order_mix.channel,
    shown.shown_sales_channel as sales_channel,
    cast(sum(order_mix.orders) as integer) as orders,
    cast(sum(order_mix.order_amount) as numeric(14, 2)) as order_amount
from order_mix
inner join shown
    on order_mix.sales_channel = shown.sales_channel
group by 1, 2, 3, 4
