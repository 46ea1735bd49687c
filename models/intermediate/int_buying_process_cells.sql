-- One row per snapshot: its customers as arrays of cells, each one triple of repeats, recency and age in weeks.
with histories as (

    select * from {{ ref('int_purchase_history') }}
    where snapshot <> 'training'  -- fits nobody asks for

),

-- in an order, so that the part of the cells that is climbed first is spread over all of them
cells as (

    select
        snapshot,
        repeats,
        {{ weeks('recency_days') }} as recency,
        {{ weeks('age_days') }} as age,
        cast(count(*) as {{ dbt.type_float() }}) as customers
    from histories
    group by 1, 2, 3, 4
    order by 1, 2, 4, 3

)

select
    snapshot,
    cast(count(*) as integer) as cells,
    cast(sum(customers) as integer) as customers,
    cast(sum(case when repeats > 0 then customers else 0 end) as integer) as repeat_buyers,
    array_agg(repeats) as repeats,
    array_agg(recency) as recency,
    array_agg(age) as age,
    array_agg(customers) as cell_customers
from cells
group by 1
