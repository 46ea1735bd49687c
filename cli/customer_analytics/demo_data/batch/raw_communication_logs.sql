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
        customers.key,
        customers.customer_id,
        customers.signup_at,
        customers.engagement,
        lasts.left_at,
        24 + 27 * pg_temp.uniform(customers.key, 'days between messages') as days_between,
        -- The message that makes them unsubscribe is the last; about one in 250 does.
        ceil(ln(pg_temp.uniform(customers.key, 'unsubscribes')) / ln(0.996))::integer
            as unsubscribes_at,
        4 + floor(16 * pg_temp.uniform(customers.key, 'habit hour'))::integer as habit_hour
    from demo_customers as customers
    left join (
        select
            number,
            max(ordered_at) filter (where is_last) as left_at
        from demo_orders
        where kind = 'purchase'
        group by number
    ) as lasts on customers.number = lasts.number

),

broadcasts as (

    select
        receivers.number,
        receivers.key,
        messages.message,
        receivers.customer_id,
        receivers.engagement
        * case when receivers.left_at < run.ends_at - interval '1 day' then 0.4 else 1 end
            as attention,
        receivers.habit_hour,
        messages.message = receivers.unsubscribes_at as unsubscribes,
        receivers.left_at,
        case
            when messages.message = 0 then receivers.signup_at + interval '5 minutes'
            else
                date_trunc('day', receivers.signup_at)
                + round(
                    receivers.days_between
                    * (
                        messages.message - 0.4
                        + 0.8 * pg_temp.uniform(receivers.key, 'message day', messages.message)
                    )
                )
                * interval '1 day'
                + pg_temp.daytime(receivers.key, 'message time', messages.message)
        end as sent_at,
        null::text as order_id,
        null::timestamptz as ordered_at
    from receivers
    cross join demo_run as run
    cross join lateral generate_series(
        0,
        least(
            receivers.unsubscribes_at,
            ceil(extract(epoch from run.ends_at - receivers.signup_at) / 86400 / receivers.days_between)
        )::integer
    ) as messages (message)

),

persuasions as (

    select
        orders.number,
        orders.key,
        50000 + orders.order_number as message,
        orders.customer_id,
        double precision '1' as attention,
        12 as habit_hour,
        false as unsubscribes,
        null::timestamptz as left_at,
        date_trunc(
            'second',
            orders.ordered_at
            - (1 + 40 * pg_temp.uniform(orders.key, 'persuasion hours', orders.order_number))
            * interval '1 hour'
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
        + (receivers.unsubscribes_at - 1) * receivers.days_between * interval '1 day'

),

sent as materialized (

    select
        messages.*,
        messages.order_id is null
        and pg_temp.uniform(messages.key, 'bounces', messages.message) < 0.012 as bounces,
        pg_temp.uniform(messages.key, 'message channel', messages.message) as channel_share,
        pg_temp.uniform(messages.key, 'message campaign', messages.message) as campaign_share,
        messages.order_id is not null
        or messages.unsubscribes
        or pg_temp.uniform(messages.key, 'opens', messages.message)
        < messages.attention
        * case
            when abs(extract(hour from messages.sent_at) - messages.habit_hour) <= 2 then 1.35
            else 0.95
        end
        * case when messages.sent_at > messages.left_at then 0.5 else 1 end as opens,
        messages.order_id is not null
        or pg_temp.uniform(messages.key, 'clicks', messages.message) < 0.16 as clicks,
        case
            when messages.order_id is null
                then -5.0 * ln(pg_temp.uniform(messages.key, 'hours to open', messages.message))
            -- Read, and followed, some time before the order.
            else
                extract(epoch from messages.ordered_at - messages.sent_at)::double precision / 3600
                * (0.1 + 0.7 * pg_temp.uniform(messages.key, 'hours to open', messages.message))
        end as hours_to_open
    from (
        select * from broadcasts
        union all
        select * from persuasions
    ) as messages
    cross join demo_run as run
    where messages.sent_at < run.ends_at and messages.sent_at >= run.starts_at

),

seen as (

    select
        sent.*,
        case
            when not sent.bounces
                then
                    sent.sent_at
                    + (2 + floor(50 * sent.campaign_share)) * interval '1 second'
        end as delivered_at,
        case
            when sent.opens and not sent.bounces
                then
                    date_trunc(
                        'second',
                        sent.sent_at + interval '1 minute' + sent.hours_to_open * interval '1 hour'
                    )
        end as opened_at
    from sent

),

followed as (

    select
        seen.*,
        case
            when seen.clicks and seen.opened_at < run.ends_at - interval '1 minute'
                then seen.opened_at + (10 + floor(40 * seen.channel_share)) * interval '1 second'
        end as clicked_at,
        run.ends_at
    from seen
    cross join demo_run as run

),

worded as (

    select
        followed.*,
        pg_temp.weighted_pick(
            followed.channel_share, array[0.74, 0.92], array['email', 'push', 'sms']
        ) as channel,
        case
            when followed.message = 0 then 1
            when followed.left_at < followed.sent_at - interval '60 days' then 2
            when
                extract(month from followed.sent_at) >= 11 and followed.campaign_share < 0.5
                then 3
            when followed.campaign_share < 0.55 then 4
            when followed.campaign_share < 0.8 then 5
            else 6
        end as campaign_number
    from followed

)

select
    'M' || lpad((number::bigint * 100000 + message)::text, 12, '0') as message_id,
    customer_id,
    channel,
    (
        array['welcome', 'win_back', 'gift_season', 'newsletter', 'weekend_offer', 'new_arrivals']
    )[campaign_number] as campaign,
    case
        when channel = 'email'
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
    case when delivered_at < ends_at then delivered_at end as delivered_at,
    case when opened_at < ends_at then opened_at end as opened_at,
    clicked_at,
    ordered_at as converted_at,
    case when unsubscribes and opened_at < ends_at - interval '1 minute' and not bounces
        then opened_at + interval '55 seconds' end as unsubscribed_at,
    case when bounces then least(sent_at + interval '40 seconds', ends_at - interval '1 second') end as bounced_at,
    case channel when 'email' then 0.0008 when 'push' then 0 else 0.065 end as cost,
    order_id,
    -- When the row last changed: the newest of what is known.
    greatest(
        sent_at,
        case when delivered_at < ends_at then delivered_at end,
        case when opened_at < ends_at then opened_at end,
        clicked_at,
        ordered_at
    ) as updated_at
from worded;
