-- One row per ticket: how long it waited for an answer and for its resolution, by the calendar and in business hours.
with tickets as (

    select * from {{ ref('stg_support_tickets') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

waits as (

    select
        ticket_id,
        max(case when wait = 'first response' then calendar_hours end) as first_response_hours,
        max(case when wait = 'first response' then business_hours end)
            as first_response_business_hours,
        max(case when wait = 'resolution' then calendar_hours end) as resolution_hours,
        max(case when wait = 'resolution' then business_hours end) as resolution_business_hours
    from {{ ref('int_ticket_waits') }}
    where is_over
    group by 1

),

ticket_states as (

    select
        *,
        status in ('open', 'pending') as is_open
    from tickets

)

select
    tickets.ticket_id,
    tickets.customer_id,
    tickets.opened_at,
    tickets.first_response_at,
    tickets.resolved_at,
    tickets.opened_date,
    cast({{ dbt.date_trunc('month', 'tickets.opened_date') }} as date) as opened_month,
    case when not tickets.is_open then {{ day_of('tickets.resolved_at') }} end as resolved_date,
    {{ label_of('tickets.channel') }} as channel,
    {{ label_of('tickets.category') }} as category,
    tickets.priority,
    tickets.status,
    case when tickets.is_open then as_of.as_of_date - tickets.opened_date end as open_days,
    waits.first_response_hours,
    waits.first_response_business_hours,
    waits.resolution_hours,
    waits.resolution_business_hours,
    cast(tickets.csat_score as {{ dbt.type_float() }}) as csat_score,
    tickets.reopened_count,
    tickets.is_open,
    tickets.first_response_at is not null as is_answered,
    tickets.reopened_count > 0 as is_reopened,
    not tickets.is_open or tickets.reopened_count > 0 as has_been_resolved
from ticket_states as tickets
cross join as_of
left join waits
    on tickets.ticket_id = waits.ticket_id
