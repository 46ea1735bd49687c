-- One row per band of order size, by amount and by units: how many orders are that large and what they bring in.
with bands as (

    select * from {{ ref('order_size_bands') }}

),

orders as (

    select
        units,
        gross_amount - discount_amount as order_amount
    from {{ ref('orders') }}
    where is_purchase

),

-- orders of one size are in one band: each size is compared with the bands once, and not each order
sizes as (

    select
        case when grouping(units) = 0 then 'units' else 'amount' end as measure,
        case when grouping(units) = 0 then units else order_amount end as size,
        count(*) as orders,
        sum(units) as units,
        sum(order_amount) as order_amount
    from orders
    group by grouping sets ((units), (order_amount))

),

totals as (

    select
        bands.measure,
        bands.band,
        bands.minimum,
        bands.maximum,
        coalesce(sum(sizes.orders), 0) as orders,
        coalesce(sum(sizes.units), 0) as units,
        coalesce(sum(sizes.order_amount), 0) as order_amount
    from bands
    left join sizes
        on
            bands.measure = sizes.measure
            and (bands.minimum is null or bands.minimum <= sizes.size)
            and (bands.maximum is null or bands.maximum > sizes.size)
    group by bands.measure, bands.band, bands.minimum, bands.maximum

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
