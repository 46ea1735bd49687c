-- One row per month, RFM segment at its beginning and RFM segment at its end: how many customers went that way.
with moves as (

    select
        month_start_date,
        month_end_date,
        from_segment,
        to_segment,
        sum(customers) as customers
    from {{ ref('segment_migration_by_channel') }}
    group by 1, 2, 3, 4

)

select
    month_start_date,
    month_end_date,
    from_segment,
    to_segment,
    cast(customers as integer) as customers,
    {{ rate('customers', 'sum(customers) over (partition by month_start_date, from_segment)') }}
        as from_segment_rate,
    {{ rate('customers', 'sum(customers) over (partition by month_start_date, to_segment)') }}
        as to_segment_rate,
    from_segment <> to_segment as is_move,
    {{ start_of_period(dbt.dateadd('day', 1, 'month_end_date'), "'month'") }} > month_start_date
        as is_complete
from moves
