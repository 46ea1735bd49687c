-- One row per month, segment at its end, channel and segment at its beginning: customers who went from the one to the other.
with moves as (

    select * from {{ ref('segment_migration_by_channel') }}
    where from_segment <> to_segment

),

moves_by_month as (

    select
        {{ period_month('month_start_date') }},
        to_segment as segment,
        channel,
        from_segment,
        sum(customers) as customers
    from moves
    group by 1, 2, 3, 4

)

select
    period_month,
    segment,
    channel,
    from_segment,
    cast(customers as integer) as customers
from moves_by_month
