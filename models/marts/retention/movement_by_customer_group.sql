-- One row per month, segment and channel: active customers at its beginning, who was won, came back and was lost, and who is
-- left at its end.
with moves as (

    select * from {{ ref('int_monthly_customer_moves') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

group_moves as (

    select
        {{ customer_group_columns() }},
        moves.month_start_date,
        sum(moves.spell_starts) as spell_starts,
        sum(moves.spell_lapses) as spell_lapses,
        sum(moves.new_customers) as new_customers,
        sum(moves.reactivated_customers) as reactivated_customers,
        sum(moves.lost_customers) as lost_customers,
        sum(moves.lost_opening_customers) as lost_opening_customers
    from moves
    left join customer_groups
        on moves.customer_id = customer_groups.customer_id
    group by 1, 2, 3

),

group_starts as (

    select
        segment,
        channel,
        min(month_start_date) as first_month
    from group_moves
    group by 1, 2

),

group_months as (

    select
        group_starts.segment,
        group_starts.channel,
        cast({{ dbt.dateadd('month', 'months.months_since', 'group_starts.first_month') }} as date)
            as month_start_date
    from group_starts
    cross join {{ ref('stg_as_of_date') }} as as_of
    cross join lateral {{ each_month_since(
        dbt.datediff('group_starts.first_month', 'as_of.as_of_date', 'month')
    ) }} as months (months_since)

),

running_totals as (

    select
        group_months.segment,
        group_months.channel,
        group_months.month_start_date,
        coalesce(group_moves.new_customers, 0) as new_customers,
        coalesce(group_moves.reactivated_customers, 0) as reactivated_customers,
        coalesce(group_moves.lost_customers, 0) as lost_customers,
        coalesce(group_moves.lost_opening_customers, 0) as lost_opening_customers,
        -- counted from the spells and not from the moves, so that a test can hold one against the other
        sum(coalesce(group_moves.spell_starts, 0) - coalesce(group_moves.spell_lapses, 0)) over (
            partition by group_months.segment, group_months.channel
            order by group_months.month_start_date
        ) as closing_customers,
        sum(coalesce(group_moves.new_customers, 0)) over (
            partition by group_months.segment, group_months.channel
            order by group_months.month_start_date
        ) as customers_ever
    from group_months
    left join group_moves
        on
            group_months.segment = group_moves.segment
            and group_months.channel = group_moves.channel
            and group_months.month_start_date = group_moves.month_start_date

),

movement as (

    select
        *,
        lag(closing_customers, 1, cast(0 as numeric)) over (
            partition by segment, channel order by month_start_date
        ) as opening_customers,
        customers_ever - new_customers as opening_customers_ever
    from running_totals

)

select
    month_start_date,
    segment,
    channel,
    cast(opening_customers as integer) as opening_customers,
    cast(opening_customers_ever - opening_customers as integer) as lapsed_customers,
    cast(new_customers as integer) as new_customers,
    cast(reactivated_customers as integer) as reactivated_customers,
    cast(lost_customers as integer) as lost_customers,
    cast(closing_customers as integer) as closing_customers,
    cast(opening_customers - lost_opening_customers as integer) as retained_customers
from movement
