-- Accounting: backlog of the day before + opened - resolved = backlog; the last one is what is open in staging.
with backlog_days as (

    select
        *,
        lag(backlog, 1, 0) over (order by backlog_date) as backlog_before,
        lead(backlog_date) over (order by backlog_date) is null as is_last_day
    from {{ ref('support_backlog_daily') }}

),

open_tickets as (

    select count(*) as open_tickets
    from {{ ref('stg_support_tickets') }}
    where status in ('open', 'pending')

)

select
    backlog_days.backlog_date,
    backlog_days.backlog,
    open_tickets.open_tickets
from backlog_days
cross join open_tickets
where
    backlog_days.backlog
    <> backlog_days.backlog_before + backlog_days.opened_tickets - backlog_days.resolved_tickets
    or (backlog_days.is_last_day and backlog_days.backlog <> open_tickets.open_tickets)
