-- One row per month, segment, channel, dimension and value: the purchases of a sales channel, a payment method or a size.
with orders as (

    select
        customer_id,
        order_month,
        units,
        gross_amount - discount_amount as order_amount,
        coalesce(sales_channel, 'unknown') as sales_channel,
        coalesce(payment_method, 'unknown') as payment_method
    from {{ ref('orders') }}
    where is_purchase

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

bands as (

    select * from {{ ref('order_size_distribution') }}
    where measure = 'amount'

),

-- orders of one size are in one band: each size is compared with the bands once, and not each order
sizes as (

    select gross_amount - discount_amount as order_amount
    from {{ ref('orders') }}
    where is_purchase
    group by order_amount

),

banded_sizes as (

    select
        sizes.order_amount,
        bands.band
    from sizes
    inner join bands
        on
            (bands.minimum is null or sizes.order_amount >= bands.minimum)
            and (bands.maximum is null or sizes.order_amount < bands.maximum)

),

sized_orders as (

    select
        orders.order_month as sales_month,
        {{ customer_group_columns() }},
        orders.sales_channel,
        orders.payment_method,
        banded_sizes.band as order_size,
        orders.units,
        orders.order_amount
    from orders
    left join customer_groups
        on orders.customer_id = customer_groups.customer_id
    left join banded_sizes
        on orders.order_amount = banded_sizes.order_amount

),

totals as (

    select
        sales_month,
        segment,
        channel,
        case
            when grouping(sales_channel) = 0 then 'sales channel'
            when grouping(payment_method) = 0 then 'payment method'
            else 'order size'
        end as dimension,
        case
            when grouping(sales_channel) = 0 then sales_channel
            when grouping(payment_method) = 0 then payment_method
            else coalesce(order_size, '(no band)')
        end as dimension_value,
        count(*) as orders,
        sum(units) as units,
        sum(order_amount) as order_amount
    from sized_orders
    group by
        grouping sets (
            (sales_month, segment, channel, sales_channel),
            (sales_month, segment, channel, payment_method),
            (sales_month, segment, channel, order_size)
        )

)

select
    sales_month,
    segment,
    channel,
    dimension,
    dimension_value,
    cast(orders as integer) as orders,
    cast(units as numeric(18, 4)) as units,
    cast(order_amount as numeric(14, 2)) as order_amount
from totals
