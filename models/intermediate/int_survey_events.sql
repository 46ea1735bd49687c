-- One row per event that a customer may answer a survey about: an order, a ticket's opening, a ticket's resolution.
with order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}

),

tickets as (

    select * from {{ ref('stg_support_tickets') }}
    where customer_id is not null

),

orders as (

    select
        order_id,
        min(customer_id) as customer_id,
        min(ordered_at) as ordered_at
    from order_lines
    group by 1
    having {{ dbt.bool_or('is_purchase') }} and min(customer_id) is not null

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
