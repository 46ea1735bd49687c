-- One row per ticket opened up to the as-of date, in the state that it had by then.
with tickets as (

    select * from {{ ref('base_support_tickets') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

tickets_as_of as (

    select
        tickets.ticket_id,
        tickets.customer_id,
        tickets.opened_at,
        {{ day_of('tickets.opened_at') }} as opened_date,
        {{ known_by_as_of('tickets.first_response_at') }} as first_response_at,
        {{ known_by_as_of('tickets.resolved_at') }} as resolved_at,
        tickets.channel,
        tickets.category,
        coalesce(tickets.priority, 'normal') as priority,
        case
            when tickets.resolved_at >= as_of.as_of_until then 'open'
            else tickets.status
        end as status,
        coalesce(tickets.reopened_count, 0) as reopened_count,
        case
            when tickets.resolved_at >= as_of.as_of_until then null
            else tickets.csat_score
        end as csat_score
    from tickets
    cross join as_of
    where tickets.opened_at < as_of.as_of_until

)

select * from tickets_as_of
