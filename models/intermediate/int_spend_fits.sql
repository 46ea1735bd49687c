-- One row per snapshot: the spend model, fitted to the repeat purchase days of those who have any.
with histories as (

    select * from {{ ref('int_purchase_history') }}
    where snapshot <> 'training'  -- a fit that nobody asks for

),

customer_totals as (

    select
        snapshot,
        sum(case when repeats > 0 then 1 else 0 end) as repeat_buyers,
        -- an average of nothing or less has no likelihood; such customers are left out
        sum(case when average_spend > 0 then 1 else 0 end) as customers,
        {{ round_off('corr(case when repeats > 0 then repeats end, average_spend)') }}
            as frequency_spend_correlation
    from histories
    group by 1

),

-- in an order, so that the part of the cells that is climbed first is spread over all of them
cells as (

    select
        snapshot,
        repeats,
        average_spend,
        cast(count(*) as {{ dbt.type_float() }}) as customers
    from histories
    where average_spend > 0
    group by 1, 2, 3
    order by 1, 3, 2

),

cell_arrays as (

    select
        snapshot,
        count(*) as cells,
        min(average_spend) < max(average_spend) as has_different_averages,
        array_agg(repeats) as repeats,
        array_agg(average_spend) as average_spend,
        array_agg(customers) as cell_customers
    from cells
    group by 1

)

select
    customer_totals.snapshot,
    'gamma_gamma' as model,
    coalesce(cast(cell_arrays.cells as integer), 0) as cells,
    cast(customer_totals.customers as integer) as customers,
    cast(customer_totals.repeat_buyers as integer) as repeat_buyers,
    customer_totals.frequency_spend_correlation,
    case
        when
            customer_totals.customers >= {{ var('minimum_repeat_buyers') }}
            and cell_arrays.has_different_averages
            then {{ function('fit_gamma_gamma') }}(
                    cell_arrays.repeats, cell_arrays.average_spend, cell_arrays.cell_customers
                )
    end as fit
from customer_totals
left join cell_arrays
    on customer_totals.snapshot = cell_arrays.snapshot
