-- One row per event that a customer may answer a survey about: an order, a ticket's opening, a ticket's resolution.
with orders as (

    select * from {{ ref('int_order_totals') }}
    where is_purchase and customer_id is not null

),

tickets as (

    select * from {{ ref('stg_support_tickets') }}
    where customer_id is not null

),

events as (

    select
        'order' as event_type,
        order_id as event_id,
        customer_id,
        ordered_at as occurred_at
    from orders
    union all
    select
        'ticket opened' as event_type,
        ticket_id as event_id,
        customer_id,
        opened_at as occurred_at
    from tickets
    union all
    select
        'ticket resolved' as event_type,
        ticket_id as event_id,
        customer_id,
        resolved_at as occurred_at
    from tickets
    where resolved_at is not null

)

select
    event_type,
    event_id,
    customer_id,
    occurred_at,
    {{ day_of('occurred_at') }} as event_date
from events
