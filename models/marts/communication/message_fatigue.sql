-- One row per channel, and one for all, and band of messages received lately: do people still answer the next one?
with bands as (

    select * from {{ ref('message_count_bands') }}

),

messages as (

    select * from {{ ref('int_messages') }}

),

-- one pass over each customer's messages, with nothing in it that is not counted
exposed_messages as (

    select
        channel,
        sent_at,
        is_delivered,
        is_opened,
        is_clicked,
        is_converted,
        is_unsubscribed,
        count(case when is_delivered then 1 end) over (
            partition by customer_id order by sent_at
            {{ frame_of_days_before(var('message_window_days')) }}
        ) as earlier_messages
    from messages

),

-- before, nobody knows how many messages somebody had received
log_starts as (

    select {{ days_after('min(sent_at)', var('message_window_days')) }} as known_from
    from messages

),

answers as (

    select
        exposed_messages.earlier_messages,
        coalesce(exposed_messages.channel, '(all)') as channel,
        count(*) as delivered_messages,
        sum(case when exposed_messages.is_opened then 1 else 0 end) as opened_messages,
        sum(case when exposed_messages.is_clicked then 1 else 0 end) as clicked_messages,
        sum(case when exposed_messages.is_converted then 1 else 0 end) as converted_messages,
        sum(case when exposed_messages.is_unsubscribed then 1 else 0 end) as unsubscribed_messages
    from exposed_messages
    cross join log_starts
    where
        exposed_messages.is_delivered
        and exposed_messages.sent_at >= log_starts.known_from
    group by
        grouping sets (
            (exposed_messages.earlier_messages),
            (exposed_messages.channel, exposed_messages.earlier_messages)
        )

),

channels as (

    select distinct channel from answers

),

totals as (

    select
        channels.channel,
        bands.band,
        bands.minimum,
        bands.maximum,
        coalesce(sum(answers.delivered_messages), 0) as delivered_messages,
        coalesce(sum(answers.opened_messages), 0) as opened_messages,
        coalesce(sum(answers.clicked_messages), 0) as clicked_messages,
        coalesce(sum(answers.converted_messages), 0) as converted_messages,
        coalesce(sum(answers.unsubscribed_messages), 0) as unsubscribed_messages
    from channels
    cross join bands
    left join answers
        on
            channels.channel = answers.channel
            and (bands.minimum is null or bands.minimum <= answers.earlier_messages)
            and (bands.maximum is null or bands.maximum > answers.earlier_messages)
    group by channels.channel, bands.band, bands.minimum, bands.maximum

)

select
    channel,
    band,
    cast(row_number() over (
        partition by channel order by minimum nulls first
    ) as integer) as band_number,
    minimum,
    maximum,
    cast(delivered_messages as integer) as delivered_messages,
    cast(opened_messages as integer) as opened_messages,
    cast(clicked_messages as integer) as clicked_messages,
    cast(converted_messages as integer) as converted_messages,
    cast(unsubscribed_messages as integer) as unsubscribed_messages,
    {{ rate_with_interval('opened_messages', 'delivered_messages', 'open_rate') }},
    {{ rate_with_interval('clicked_messages', 'delivered_messages', 'click_rate') }},
    {{ rate_with_interval('converted_messages', 'delivered_messages', 'conversion_rate') }},
    {{ rate_with_interval('unsubscribed_messages', 'delivered_messages', 'unsubscribe_rate') }}
from totals
