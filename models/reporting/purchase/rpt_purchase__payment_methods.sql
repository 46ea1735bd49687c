-- One row per month, segment, channel and payment method, the largest by name: purchases and their money.
{% set most_methods = 6 %}

with order_mix as (

    select
        *,
        case when place <= {{ most_methods }} then dimension_value else '(other)' end
            as payment_method
    from {{ ref('order_mix_by_customer_group') }}
    where dimension = 'payment method'

),

payment_methods as (

    select
        {{ period_month('sales_month') }},
        segment,
        channel,
        payment_method,
        sum(orders) as orders,
        sum(order_amount) as order_amount
    from order_mix
    group by 1, 2, 3, 4

)

select
    period_month,
    segment,
    channel,
    payment_method,
    cast(orders as integer) as orders,
    cast(order_amount as numeric(14, 2)) as order_amount
from payment_methods
