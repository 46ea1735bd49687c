-- One row per band of order size, by amount and by units: how many orders are that large and what they bring in.
with bands as (

    select * from {{ ref('order_size_bands') }}

),

orders as (

    select
        *,
        gross_amount - discount_amount as order_amount
    from {{ ref('orders') }}
    where is_purchase

),

totals as (

    select
        bands.measure,
        bands.band,
        bands.minimum,
        bands.maximum,
        count(orders.order_id) as orders,
        coalesce(sum(orders.units), 0) as units,
        coalesce(sum(orders.order_amount), 0) as order_amount
    from bands
    left join orders
        on
            (
                bands.minimum is null
                or case bands.measure when 'units' then orders.units else orders.order_amount end
                >= bands.minimum
            )
            and (
                bands.maximum is null
                or case bands.measure when 'units' then orders.units else orders.order_amount end
                < bands.maximum
            )
    group by 1, 2, 3, 4

)

select
    measure,
    band,
    cast(row_number() over (
        partition by measure order by minimum nulls first
    ) as integer) as band_number,
    minimum,
    maximum,
    cast(orders as integer) as orders,
    {{ rate('orders', 'sum(orders) over (partition by measure)') }} as order_rate,
    cast(units as numeric(18, 4)) as units,
    cast(order_amount as numeric(14, 2)) as order_amount,
    {{ rate('order_amount', 'sum(order_amount) over (partition by measure)') }}
        as order_amount_rate,
    {{ money_per('order_amount', 'orders') }} as average_order_amount
from totals
