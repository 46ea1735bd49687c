-- One row per month, segment, channel and payment method, the largest by name: purchases and their money.
with order_mix as (

    select
        *,
        dimension_value as payment_method
    from {{ ref('order_mix_by_customer_group') }}
    where dimension = 'payment method'

),

shown as (

    {{ largest_labels('order_mix', 'payment_method', 'orders') }}

)

select
    {{ period_month('order_mix.sales_month') }},
    order_mix.segment,
    order_mix.channel,
    shown.shown_payment_method as payment_method,
    cast(sum(order_mix.orders) as integer) as orders,
    cast(sum(order_mix.order_amount) as numeric(14, 2)) as order_amount
from order_mix
inner join shown
    on order_mix.payment_method = shown.payment_method
group by 1, 2, 3, 4
