-- Accounting: customers of a segment at a month's beginning who are not those at the end of the month before.
with openings as (

    select
        month_start_date,
        from_segment as segment,
        sum(customers) as customers
    from {{ ref('segment_migration') }}
    where from_segment <> '(not yet a customer)'
    group by 1, 2

),

closings as (

    select
        cast({{ dbt.dateadd('month', 1, 'month_start_date') }} as date) as next_month,
        to_segment as segment,
        sum(customers) as customers
    from {{ ref('segment_migration') }}
    group by 1, 2

),

months as (

    select
        min(month_start_date) as first_month,
        max(month_start_date) as last_month
    from {{ ref('segment_migration') }}

)

select
    closings.next_month,
    openings.month_start_date,
    closings.segment
from closings
full outer join openings
    on
        closings.next_month = openings.month_start_date
        and closings.segment = openings.segment
cross join months
where
    (closings.next_month <= months.last_month and openings.customers is null)
    or (openings.month_start_date > months.first_month and closings.customers is null)
    or closings.customers <> openings.customers
