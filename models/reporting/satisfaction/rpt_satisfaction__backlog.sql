-- One row per month that is shown, segment, channel and priority: tickets open at its end.
with tickets as (

    select * from {{ ref('support_tickets') }}
    -- a ticket that is closed, nobody knows when, would stay open for ever
    where is_open or resolved_date is not null

),

dashboard_window as (

    select * from {{ ref('dashboard_window') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

open_tickets as (

    select
        tickets.customer_id,
        tickets.priority,
        tickets.opened_month,
        dashboard_window.first_month,
        case
            when tickets.is_open then dashboard_window.last_month
            else {{ dbt.dateadd('month', -1, dbt.date_trunc('month', 'tickets.resolved_date')) }}
        end as last_open_month
    from tickets
    cross join dashboard_window

),

dated_tickets as (

    select
        *,
        {{ dbt.datediff('opened_month', 'last_open_month', 'month') }}
            as last_month_number
    from open_tickets

),

month_ends as (

    select
        dated_tickets.customer_id,
        dated_tickets.priority,
        dated_tickets.first_month,
        cast(
            {{ dbt.dateadd('month', 'month_numbers.month_number', 'dated_tickets.opened_month') }}
            as date
        ) as month_of_end
    from dated_tickets
    cross join lateral {{ each_month_since('dated_tickets.last_month_number') }}
        as month_numbers (month_number)

)

select
    month_ends.month_of_end as period_month,
    {{ customer_group_columns() }},
    month_ends.priority,
    cast(count(*) as integer) as open_tickets
from month_ends
left join customer_groups
    on month_ends.customer_id = customer_groups.customer_id
-- what was open in one month is open in the next as well, so older months can't be added up as one
where month_ends.month_of_end >= month_ends.first_month
group by 1, 2, 3, 4
