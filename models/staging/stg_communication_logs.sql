-- One row per message sent up to the as-of date, with what had come of it by then.
with messages as (

    select * from {{ ref('base_communication_logs') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

messages_as_of as (

    select
        messages.message_id,
        messages.customer_id,
        messages.channel,
        messages.campaign,
        messages.subject,
        messages.sent_at,
        {{ day_of('messages.sent_at') }} as sent_date,
        {{ known_by_as_of('messages.delivered_at') }} as delivered_at,
        {{ known_by_as_of('messages.opened_at') }} as opened_at,
        {{ known_by_as_of('messages.clicked_at') }} as clicked_at,
        {{ known_by_as_of('messages.converted_at') }} as converted_at,
        {{ known_by_as_of('messages.unsubscribed_at') }} as unsubscribed_at,
        {{ known_by_as_of('messages.bounced_at') }} as bounced_at,
        case
            when messages.converted_at >= as_of.as_of_until then null
            else messages.order_id
        end as order_id,
        cast(coalesce(messages.cost, 0) as numeric(14, 4)) as message_cost
    from messages
    cross join as_of
    where messages.sent_at < as_of.as_of_until

)

select * from messages_as_of
