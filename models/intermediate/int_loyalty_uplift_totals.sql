-- One row per comparison and measure: means of matched members and, standardised to them, of others, and their spread.
with outcomes as (

    select * from {{ ref('int_loyalty_outcomes') }}

),

-- with one other alone nothing is known of their spread; not materialized, or the planner forgets that each cell is one row
cells as not materialized (

    select * from {{ ref('int_loyalty_uplift_cells') }}
    where other_rows >= 2

),

totals as (

    select
        comparison,
        measure,
        sum(members) as matched_members,
        {{ exact_sum('members * member_mean') }} / sum(members) as member_mean,
        {{ exact_sum('members * other_mean') }} / sum(members) as other_mean
    from cells
    group by 1, 2

),

matched_outcomes as (

    select
        outcomes.comparison,
        outcomes.measure,
        outcomes.customer_id,
        outcomes.is_member,
        -- how far the row moves the sum of all differences: a member by their own, an other by what they do to the cell's mean
        case
            when outcomes.is_member
                then
                    (outcomes.outcome - cells.other_mean)
                    - (totals.member_mean - totals.other_mean)
            else
                cells.members * (cells.other_mean - outcomes.outcome)
                / sqrt(cells.other_rows * (cells.other_rows - 1.0))
        end as influence
    from outcomes
    inner join cells
        on outcomes.cell = cells.cell
    inner join totals
        on
            cells.comparison = totals.comparison
            and cells.measure = totals.measure

),

customers as (

    select
        comparison,
        measure,
        customer_id,
        {{ dbt.bool_or('not is_member') }} as is_other,
        {{ exact_sum('influence') }} as influence
    from matched_outcomes
    group by 1, 2, 3

),

spreads as (

    select
        comparison,
        measure,
        sum(case when is_other then 1 else 0 end) as other_customers,
        sqrt({{ exact_sum('influence * influence') }}) as spread
    from customers
    group by 1, 2

)

select
    totals.comparison,
    totals.measure,
    cast(totals.matched_members as integer) as matched_members,
    cast(spreads.other_customers as integer) as other_customers,
    totals.member_mean,
    totals.other_mean,
    {{ round_off('spreads.spread / totals.matched_members') }} as standard_error
from totals
inner join spreads
    on
        totals.comparison = spreads.comparison
        and totals.measure = spreads.measure
