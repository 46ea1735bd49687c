-- One row per day from the first ticket to the as-of date: tickets opened and resolved on it, and open at its end.
with tickets as (

    select * from {{ ref('support_tickets') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

observed as (

    select
        min(tickets.opened_date) as first_date,
        max(as_of.as_of_date) as last_date
    from tickets
    cross join as_of

),

observed_days as (

    select {{ each_day('first_date', 'last_date') }} as backlog_date
    from observed

),

-- a ticket that is closed, nobody knows when, would stay in the backlog for ever
dated_tickets as (

    select
        *,
        case when priority in ('high', 'urgent') then 1 else 0 end as pressing
    from tickets
    where is_open or resolved_date is not null

),

moves as (

    select
        opened_date as move_date,
        1 as opened,
        0 as resolved,
        pressing as pressing_moves
    from dated_tickets
    union all
    select
        resolved_date as move_date,
        0 as opened,
        1 as resolved,
        -pressing as pressing_moves
    from dated_tickets
    where resolved_date is not null

),

day_moves as (

    select
        observed_days.backlog_date,
        coalesce(sum(moves.opened), 0) as opened_tickets,
        coalesce(sum(moves.resolved), 0) as resolved_tickets,
        coalesce(sum(moves.pressing_moves), 0) as pressing_moves
    from observed_days
    left join moves
        on observed_days.backlog_date = moves.move_date
    group by 1

)

select
    backlog_date,
    cast(opened_tickets as integer) as opened_tickets,
    cast(resolved_tickets as integer) as resolved_tickets,
    cast(
        sum(opened_tickets - resolved_tickets) over (order by backlog_date) as integer
    ) as backlog,
    cast(sum(pressing_moves) over (order by backlog_date) as integer) as pressing_backlog
from day_moves
