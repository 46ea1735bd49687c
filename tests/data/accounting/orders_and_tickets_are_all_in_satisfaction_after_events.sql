-- Accounting: events of each type, answered or not, are the purchases and tickets of known customers.
with order_total as (

    select count(distinct order_id) as events
    from {{ ref('orders') }}
    where is_purchase and not is_guest

),

ticket_total as (

    select
        count(*) as opened,
        count(resolved_at) as resolved
    from {{ ref('stg_support_tickets') }}
    where customer_id is not null

),

expected as (

    select
        'order' as event_type,
        events
    from order_total
    union all
    select
        'ticket opened' as event_type,
        opened as events
    from ticket_total
    union all
    select
        'ticket resolved' as event_type,
        resolved as events
    from ticket_total

),

mart_totals as (

    select
        event_type,
        sum(events + recent_events) as events
    from {{ ref('satisfaction_after_events') }}
    group by 1

)

select
    expected.event_type,
    expected.events,
    mart_totals.events as events_of_mart
from expected
left join mart_totals
    on expected.event_type = mart_totals.event_type
where expected.events <> coalesce(mart_totals.events, 0)
