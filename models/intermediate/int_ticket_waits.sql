-- One row per ticket and wait: for the first response, and for the resolution, over or not, by the calendar and in business hours.
with tickets as (

    select * from {{ ref('stg_support_tickets') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

spans as (

    select * from {{ ref('int_business_hours') }}

),

-- a ticket that is closed without a time, or was answered before it was opened, tells nothing of its wait
waits as (

    select
        tickets.ticket_id,
        'first response' as wait,
        tickets.opened_at as started_at,
        coalesce(tickets.first_response_at, as_of.as_of_until) as ended_at,
        tickets.first_response_at is not null as is_over
    from tickets
    cross join as_of
    where
        tickets.first_response_at >= tickets.opened_at
        or (tickets.first_response_at is null and tickets.status in ('open', 'pending'))
    union all
    select
        tickets.ticket_id,
        'resolution' as wait,
        tickets.opened_at as started_at,
        case
            when tickets.status in ('open', 'pending') then as_of.as_of_until
            else tickets.resolved_at
        end as ended_at,
        tickets.status in ('resolved', 'closed') as is_over
    from tickets
    cross join as_of
    where tickets.resolved_at is not null or tickets.status in ('open', 'pending')

),

dated_waits as (

    select
        *,
        {{ day_of('started_at') }} as started_date,
        {{ day_of('ended_at') }} as ended_date
    from waits

),

waits_from_start as (

    select
        dated_waits.ticket_id,
        dated_waits.wait,
        dated_waits.started_at,
        dated_waits.ended_at,
        dated_waits.ended_date,
        dated_waits.is_over,
        {{ business_hours_until('dated_waits.started_at') }} as business_hours_at_start
    from dated_waits
    inner join spans
        on dated_waits.started_date = spans.business_date
    group by 1, 2, 3, 4, 5, 6

),

waits_to_end as (

    select
        waits_from_start.ticket_id,
        waits_from_start.wait,
        waits_from_start.started_at,
        waits_from_start.ended_at,
        waits_from_start.is_over,
        waits_from_start.business_hours_at_start,
        {{ business_hours_until('waits_from_start.ended_at') }} as business_hours_at_end
    from waits_from_start
    inner join spans
        on waits_from_start.ended_date = spans.business_date
    group by 1, 2, 3, 4, 5, 6

)

select
    ticket_id,
    wait,
    started_at,
    ended_at,
    {{ hours_between('started_at', 'ended_at') }} as calendar_hours,
    -- differences of large sums are exact to a millionth of an hour, no further
    cast(
        round(cast(business_hours_at_end - business_hours_at_start as numeric), 6)
        as {{ dbt.type_float() }}
    ) as business_hours,
    is_over
from waits_to_end
