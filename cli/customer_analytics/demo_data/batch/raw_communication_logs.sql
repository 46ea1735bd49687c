-- raw.communication_logs: a welcome, then newsletters and offers until the customer unsubscribes, and the
-- messages that led to an order. Who is engaged opens more; who has left hardly looks any more.
insert into raw.communication_logs (
    message_id,
    customer_id,
    channel,
    campaign,
    subject,
    sent_at,
    delivered_at,
    opened_at,
    clicked_at,
    converted_at,
    unsubscribed_at,
    bounced_at,
    cost,
    order_id,
    updated_at
)
with receivers as materialized (

    select
        customers.number,
        customers.draw_key,
        customers.customer_id,
        customers.signup_at,
        date_trunc('day', customers.signup_at) as signup_day,
        customers.engagement,
        customers.left_at,
        24 + 27 * pg_temp.uniform(customers.draw_key, 'days between messages') as days_between,
        extract(epoch from run.ends_at - customers.signup_at)::double precision
        / 86400 as days_known,
        -- The message that makes them unsubscribe is the last; about one in 250 does.
        ceil(pg_temp.exponential(250, customers.draw_key, 'unsubscribes'))::integer
            as unsubscribes_at,
        -- The hour at which they are most likely to look.
        4 + floor(16 * pg_temp.uniform(customers.draw_key, 'habit hour')) as habit_hour
    from demo_customers as customers
    cross join demo_run as run

),

messages as (

    select
        receivers.draw_key,
        receivers.number,
        messages.message,
        receivers.customer_id,
        receivers.engagement,
        receivers.habit_hour,
        receivers.left_at,
        messages.message = receivers.unsubscribes_at as unsubscribes,
        case
            when messages.message = 0 then receivers.signup_at + interval '5 minutes'
            else
                receivers.signup_day
                + pg_temp.days(
                    round(
                        receivers.days_between
                        * (
                            messages.message
                            - 0.4
                            + 0.8 * pg_temp.uniform(
                                receivers.draw_key, 'message day', messages.message
                            )
                        )
                    )
                )
                + pg_temp.daytime(receivers.draw_key, 'message time', messages.message)
        end as sent_at,
        null as order_id,
        null::timestamptz as ordered_at
    from receivers
    cross join
        lateral generate_series(
            0,
            least(
                receivers.unsubscribes_at,
                ceil(receivers.days_known / receivers.days_between)::integer
            )
        ) as messages (message)

    union all

    select
        orders.draw_key,
        orders.number,
        50000 + orders.order_number as message,
        orders.customer_id,
        1 as engagement,
        12 as habit_hour,
        null as left_at,
        false as unsubscribes,
        orders.ordered_at
        - pg_temp.days(
            (1 + 40 * pg_temp.uniform(orders.draw_key, 'persuasion hours', orders.order_number))
            / 24
        ) as sent_at,
        orders.order_id,
        orders.ordered_at
    from demo_orders as orders
    inner join receivers on orders.number = receivers.number
    where
        orders.by_message
        and orders.order_number > 1
        -- Nobody is written to who has unsubscribed.
        and orders.ordered_at
        < receivers.signup_at
        + pg_temp.days((receivers.unsubscribes_at - 1) * receivers.days_between)

),

sent as materialized (

    select
        messages.draw_key,
        messages.number,
        messages.message,
        messages.customer_id,
        messages.sent_at,
        messages.order_id,
        messages.ordered_at,
        messages.unsubscribes,
        messages.left_at < messages.sent_at - interval '60 days' as is_lost,
        run.ends_at,
        messages.order_id is null
        and pg_temp.uniform(messages.draw_key, 'bounces', messages.message) < 0.012 as bounces,
        pg_temp.uniform(messages.draw_key, 'message channel', messages.message) as channel_portion,
        pg_temp.uniform(messages.draw_key, 'message campaign', messages.message)
            as campaign_portion,
        messages.order_id is not null
        or messages.unsubscribes
        or pg_temp.uniform(messages.draw_key, 'opens', messages.message)
        < messages.engagement
        * case
            when abs(date_part('hour', messages.sent_at) - messages.habit_hour) <= 2
                then double precision '1.35'
            else 0.95
        end
        * case when messages.sent_at > messages.left_at then double precision '0.2' else 1 end
            as opens
    from messages
    cross join demo_run as run
    where messages.sent_at < run.ends_at and messages.sent_at >= run.starts_at

),

seen as materialized (

    select
        sent.*,
        sent.sent_at + floor(2 + 50 * sent.campaign_portion) * interval '1 second' as delivered_at,
        case
            when not sent.opens or sent.bounces then null
            when sent.order_id is null
                then
                    sent.sent_at
                    + interval '1 minute'
                    + pg_temp.days(
                        pg_temp.exponential(5 / 24.0, sent.draw_key, 'days to open', sent.message)
                    )
            -- Read, and followed, some time before the order.
            else
                sent.ordered_at
                - floor(
                    extract(epoch from sent.ordered_at - sent.sent_at)::double precision
                    * (
                        0.1
                        + 0.7 * pg_temp.uniform(sent.draw_key, 'order after opening', sent.message)
                    )
                )
                * interval '1 second'
        end as opened_at,
        case
            when sent.message = 0 then 1
            when sent.is_lost then 2
            when sent.campaign_portion < 0.3 then 4
            when date_part('month', sent.sent_at) >= 11 then 3
            when sent.campaign_portion < 0.55 then 4
            when sent.campaign_portion < 0.8 then 5
            else 6
        end as campaign_number
    from sent

),

-- What happened after the last day is not known yet.
known as (

    select
        seen.*,
        case when seen.opened_at < seen.ends_at then seen.opened_at end as known_opened_at,
        case
            when
                seen.opened_at < seen.ends_at - interval '1 minute'
                and (
                    seen.order_id is not null
                    or pg_temp.uniform(seen.draw_key, 'clicks', seen.message) < 0.16
                )
                then
                    seen.opened_at
                    + floor(10 + 40 * seen.channel_portion) * interval '1 second'
        end as clicked_at,
        case
            when
                seen.unsubscribes
                and not seen.bounces
                and seen.opened_at < seen.ends_at - interval '1 minute'
                then seen.opened_at + interval '55 seconds'
        end as unsubscribed_at
    from seen

)

select
    'M' || lpad((number::bigint * 100000 + message)::text, 12, '0') as message_id,
    customer_id,
    case
        when channel_portion < 0.74 then 'email'
        when channel_portion < 0.92 then 'push'
        else 'sms'
    end as channel,
    (
        array['welcome', 'win_back', 'gift_season', 'newsletter', 'weekend_offer', 'new_arrivals']
    )[campaign_number] as campaign,
    case
        when channel_portion < 0.74
            then
                (
                    array[
                        'Welcome! Here is 5 % to say hello',
                        'We miss you: something to come back for',
                        'Gifts that arrive in time',
                        'What is new this month',
                        'This weekend only: up to 20 % off',
                        'Fresh in: picked for you'
                    ]
                )[campaign_number]
    end as subject,
    sent_at,
    case when not bounces and delivered_at < ends_at then delivered_at end as delivered_at,
    known_opened_at as opened_at,
    clicked_at,
    ordered_at as converted_at,
    unsubscribed_at,
    case when bounces and delivered_at < ends_at then delivered_at end as bounced_at,
    case
        when channel_portion < 0.74 then 0.0008
        when channel_portion < 0.92 then 0
        else 0.065
    end as cost,
    order_id,
    greatest(sent_at, known_opened_at, clicked_at, unsubscribed_at, ordered_at) as updated_at
from known;
