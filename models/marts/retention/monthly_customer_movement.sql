-- One row per month: active customers at its beginning, who was won, came back and was lost, and who is left at its end.
with moves as (

    select * from {{ ref('int_monthly_customer_moves') }}

),

purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

days as (

    select {{ each_day('min(moves.month_start_date)', 'min(as_of.as_of_date)') }} as day_date
    from moves
    cross join as_of

),

months as (

    select
        {{ start_of_period('day_date', "'month'") }} as month_start_date,
        max(day_date) as month_end_date
    from days
    group by 1

),

monthly_buyers as (

    select
        {{ start_of_period('purchase_date', "'month'") }} as month_start_date,
        count(distinct customer_id) as buyers
    from purchase_days
    group by 1

),

monthly_moves as (

    select
        months.month_start_date,
        months.month_end_date,
        coalesce(monthly_buyers.buyers, 0) as buyers,
        coalesce(moves.new_customers, 0) as new_customers,
        coalesce(moves.reactivated_customers, 0) as reactivated_customers,
        coalesce(moves.lost_customers, 0) as lost_customers,
        coalesce(moves.lost_opening_customers, 0) as lost_opening_customers,
        -- counted from the spells and not from the moves, so that a test can hold one against the other
        sum(coalesce(moves.spell_starts, 0) - coalesce(moves.spell_lapses, 0)) over (
            order by months.month_start_date rows between unbounded preceding and current row
        ) as closing_customers,
        sum(coalesce(moves.new_customers, 0)) over (
            order by months.month_start_date rows between unbounded preceding and current row
        ) as customers_ever
    from months
    left join moves
        on months.month_start_date = moves.month_start_date
    left join monthly_buyers
        on months.month_start_date = monthly_buyers.month_start_date

),

movement as (

    select
        *,
        lag(closing_customers, 1, cast(0 as bigint)) over (
            order by month_start_date
        ) as opening_customers,
        lag(customers_ever, 1, cast(0 as bigint)) over (
            order by month_start_date
        ) as opening_customers_ever
    from monthly_moves

)

select
    month_start_date,
    month_end_date,
    cast(opening_customers as integer) as opening_customers,
    new_customers,
    reactivated_customers,
    lost_customers,
    cast(closing_customers as integer) as closing_customers,
    cast(opening_customers - lost_opening_customers as integer) as retained_customers,
    cast(buyers as integer) as buyers,
    {{ rate('opening_customers - lost_opening_customers', 'opening_customers') }} as retention_rate,
    {{ rate('lost_opening_customers', 'opening_customers') }} as lost_rate,
    {{ rate('reactivated_customers', 'opening_customers_ever - opening_customers') }}
        as reactivation_rate,
    {{ start_of_period(dbt.dateadd('day', 1, 'month_end_date'), "'month'") }} > month_start_date
        as is_complete
from movement
