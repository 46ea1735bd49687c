-- One row per customer who was ever sent a message: how many, what came of them, and when this customer opens.
with messages as (

    select * from {{ ref('int_messages') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

totals as (

    select
        messages.customer_id,
        min(messages.sent_at) as first_sent_at,
        max(messages.sent_at) as last_sent_at,
        max(messages.opened_at) as last_opened_at,
        sum(
            case
                when
                    messages.sent_at
                    >= {{ days_after('as_of.as_of_until', -var('message_window_days')) }}
                    then 1
                else 0
            end
        ) as recent_messages,
        {{ message_totals() }}
    from messages
    cross join as_of
    group by 1

),

best_hours as (

    select
        customer_id,
        channel as best_send_channel,
        best_send_hour,
        row_number() over (
            partition by customer_id order by open_rate_difference_low desc, channel asc
        ) as place
    from {{ ref('customer_best_send_hour') }}
    where best_send_hour is not null

)

select
    totals.customer_id,
    totals.first_sent_at,
    totals.last_sent_at,
    totals.last_opened_at,
    best_hours.best_send_channel,
    best_hours.best_send_hour,
    {{ message_measures() }},
    cast(totals.recent_messages as integer) as recent_messages,
    totals.unsubscribed_messages > 0 as has_unsubscribed
from totals
left join best_hours
    on
        totals.customer_id = best_hours.customer_id
        and best_hours.place = 1
