-- One row per entry in a member's points account up to the as-of date.
with entries as (

    select * from {{ ref('base_loyalty_program') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

entries_as_of as (

    select
        entries.entry_id,
        entries.customer_id,
        entries.order_id,
        entries.occurred_at,
        {{ day_of('entries.occurred_at') }} as entry_date,
        entries.entry_type,
        entries.tier,
        coalesce(entries.points, 0) as points,
        case
            when entries.entry_type in ('redeem', 'expire') then -coalesce(entries.points, 0)
            when entries.entry_type in ('earn', 'adjust') then coalesce(entries.points, 0)
            else 0
        end as points_change
    from entries
    cross join as_of
    where entries.occurred_at < as_of.as_of_until

)

select * from entries_as_of
