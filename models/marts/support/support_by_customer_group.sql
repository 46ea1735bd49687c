-- One row per month, segment, channel and way in and priority of tickets: how many were opened, and sums of their waits.
with tickets as (

    select * from {{ ref('support_tickets') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

totals as (

    select
        tickets.opened_month,
        {{ customer_group_columns() }},
        tickets.channel as ticket_channel,
        tickets.priority,
        {{ ticket_totals() }},
        count(tickets.first_response_hours) as answered_tickets,
        sum(case when tickets.first_response_hours <= 4 then 1 else 0 end) as answered_in_4_hours,
        sum(case when tickets.first_response_hours <= 24 then 1 else 0 end) as answered_in_24_hours,
        sum(case when tickets.first_response_hours <= 72 then 1 else 0 end) as answered_in_72_hours,
        -- rounded before they are added up, so that all sums of these sums agree
        sum(cast(tickets.first_response_hours as numeric(18, 4))) as first_response_hours,
        count(tickets.resolution_hours) as resolved_tickets,
        sum(cast(tickets.resolution_hours as numeric(18, 4))) as resolution_hours
    from tickets
    left join customer_groups
        on tickets.customer_id = customer_groups.customer_id
    group by 1, 2, 3, 4, 5

)

select
    opened_month,
    segment,
    channel,
    ticket_channel,
    priority,
    cast(tickets as integer) as tickets,
    cast(unanswered_tickets as integer) as unanswered_tickets,
    cast(answered_tickets as integer) as answered_tickets,
    cast(answered_in_4_hours as integer) as answered_in_4_hours,
    cast(answered_in_24_hours as integer) as answered_in_24_hours,
    cast(answered_in_72_hours as integer) as answered_in_72_hours,
    cast(coalesce(first_response_hours, 0) as numeric(18, 4)) as first_response_hours,
    cast(resolved_tickets as integer) as resolved_tickets,
    cast(coalesce(resolution_hours, 0) as numeric(18, 4)) as resolution_hours,
    cast(once_resolved_tickets as integer) as once_resolved_tickets,
    cast(reopened_tickets as integer) as reopened_tickets,
    cast(csat_answers as integer) as csat_answers,
    cast(satisfied_answers as integer) as satisfied_answers
from totals
