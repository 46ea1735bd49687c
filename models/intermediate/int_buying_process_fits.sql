-- One row per snapshot and kind of buying process: fitted to all customers' repeats, recency and age in weeks.
with histories as (

    select * from {{ ref('int_purchase_history') }}
    where snapshot <> 'training'  -- fits nobody asks for

),

cells as (

    select
        snapshot,
        repeats,
        {{ weeks('recency_days') }} as recency,
        {{ weeks('age_days') }} as age,
        cast(count(*) as {{ dbt.type_float() }}) as customers
    from histories
    group by 1, 2, 3, 4

),

cell_arrays as (

    -- in an order, so that the part of the cells that is climbed first is spread over all of them
    select
        snapshot,
        count(*) as cells,
        sum(customers) as customers,
        sum(case when repeats > 0 then customers else 0 end) as repeat_buyers,
        array_agg(repeats order by repeats, age, recency) as repeats,
        array_agg(recency order by repeats, age, recency) as recency,
        array_agg(age order by repeats, age, recency) as age,
        array_agg(customers order by repeats, age, recency) as cell_customers
    from cells
    group by 1

),

models as (

    select
        model,
        chances_at_start
    from (
        values ('bg_nbd', 0), ('mbg_nbd', 1)
    ) as models (model, chances_at_start)
    {%- if var('buying_process') %}
    where model = '{{ var("buying_process") }}'
    {%- endif %}

)

select
    cell_arrays.snapshot,
    models.model,
    models.chances_at_start,
    cast(cell_arrays.cells as integer) as cells,
    cast(cell_arrays.customers as integer) as customers,
    cast(cell_arrays.repeat_buyers as integer) as repeat_buyers,
    case
        when cell_arrays.repeat_buyers >= {{ var('minimum_repeat_buyers') }}
            then {{ function('fit_buying_process') }}(
                    cell_arrays.repeats,
                    cell_arrays.recency,
                    cell_arrays.age,
                    cell_arrays.cell_customers,
                    models.chances_at_start
                )
    end as fit
from cell_arrays
cross join models
