-- One row per month, segment, channel and way in which tickets came: how long they waited, and how they ended.
with tickets as (

    select * from {{ ref('support_by_customer_group') }}

),

ticket_channels as (

    {{ largest_labels('tickets', 'ticket_channel', 'tickets') }}

)

select
    {{ period_month('tickets.opened_month') }},
    tickets.segment,
    tickets.channel,
    ticket_channels.shown_ticket_channel as ticket_channel,
    cast(sum(tickets.tickets) as integer) as tickets,
    cast(sum(tickets.first_response_hours) as numeric(18, 4)) as first_response_hours,
    cast(sum(tickets.answered_tickets) as integer) as answered_tickets,
    cast(sum(tickets.resolution_hours) as numeric(18, 4)) as resolution_hours,
    cast(sum(tickets.resolved_tickets) as integer) as resolved_tickets,
    cast(sum(tickets.reopened_tickets) as integer) as reopened_tickets,
    cast(sum(tickets.once_resolved_tickets) as integer) as once_resolved_tickets,
    cast(sum(tickets.satisfied_answers) as integer) as satisfied_answers,
    cast(sum(tickets.csat_answers) as integer) as csat_answers
from tickets
inner join ticket_channels
    on tickets.ticket_channel = ticket_channels.ticket_channel
group by 1, 2, 3, 4
