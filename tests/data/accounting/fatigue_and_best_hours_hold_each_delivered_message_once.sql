-- Accounting: bands of fatigue add up to the delivered messages after the log's first days, on each channel and on all.
with messages as (

    select
        *,
        min(sent_at) over () as log_start_at
    from {{ ref('int_messages') }}

),

expected as (

    select
        channel,
        coalesce(sum(case when is_known then 1 else 0 end), 0) as known_messages,
        coalesce(sum(case when is_known and is_opened then 1 else 0 end), 0) as known_openings,
        count(*) as delivered_messages
    from (
        select
            messages.channel,
            messages.is_opened,
            messages.sent_at
            >= {{ days_after('messages.log_start_at', var('message_window_days')) }} as is_known
        from messages
        where messages.is_delivered
    ) as delivered
    group by 1

),

bands as (

    select
        channel,
        sum(delivered_messages) as delivered_messages,
        sum(opened_messages) as opened_messages
    from {{ ref('message_fatigue') }}
    group by 1

),

all_bands as (

    select
        coalesce(sum(case when channel = '(all)' then delivered_messages end), 0) as all_messages,
        coalesce(sum(case when channel <> '(all)' then delivered_messages end), 0)
            as summed_messages
    from bands

),

best_hours as (

    select
        channel,
        sum(delivered_messages) as delivered_messages
    from {{ ref('customer_best_send_hour') }}
    group by 1

)

select
    expected.channel,
    expected.known_messages,
    bands.delivered_messages as messages_in_bands
from expected
left join bands
    on expected.channel = bands.channel
left join best_hours
    on expected.channel = best_hours.channel
cross join all_bands
where
    expected.known_messages <> coalesce(bands.delivered_messages, 0)
    or expected.known_openings <> coalesce(bands.opened_messages, 0)
    or expected.delivered_messages <> coalesce(best_hours.delivered_messages, 0)
    or all_bands.all_messages <> all_bands.summed_messages
