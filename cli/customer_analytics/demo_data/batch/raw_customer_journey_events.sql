-- raw.customer_journey_events: visits, and what happened in each. Five sorts of them:
--
--   arrival   before the account exists: known by the cookie only, and by the same cookie later
--   purchase  ends with an order
--   browse    of a customer, without an order
--   guest     of somebody who never becomes known
--   return    after an order: following the parcel, telling a friend
--
-- Seven customers in ten let themselves be tracked; of their later orders most happen where no cookie is.
insert into raw.customer_journey_events (
    event_id,
    customer_id,
    anonymous_id,
    session_id,
    event_type,
    stage,
    touchpoint,
    channel,
    campaign,
    page,
    device,
    occurred_at,
    properties,
    updated_at
)
with visits as (

    select
        customers.number,
        customers.draw_key,
        arrivals.arrival as visit,
        'arrival' as kind,
        null as customer_id,
        customers.device,
        -- The first that is known of them is what won them.
        case
            when arrivals.arrival = 1 then customers.channel
            else
                pg_temp.pick(
                    pg_temp.uniform(customers.draw_key, 'arrival channel', arrivals.arrival),
                    array['paid_search', 'social', 'organic', 'display', 'direct']
                )
        end as channel,
        case when arrivals.arrival = 1 then customers.campaign end as campaign,
        null as order_id,
        customers.signup_at
        - interval '20 minutes'
        - pg_temp.days(
            12 / arrivals.arrival
            * pg_temp.uniform(customers.draw_key, 'arrival days', arrivals.arrival)
        ) as started_at,
        width_bucket(
            pg_temp.uniform(customers.draw_key, 'arrival events', arrivals.arrival),
            array[0, 0.3, 0.65, 0.9]
        ) as events
    from demo_customers as customers
    cross join
        lateral generate_series(
            1, floor(3 * pg_temp.uniform(customers.draw_key, 'arrivals') ^ 1.5)::integer
        ) as arrivals (arrival)
    where customers.is_tracked

    union all

    select
        orders.number,
        orders.draw_key,
        100 + orders.order_number as visit,
        'purchase' as kind,
        orders.customer_id,
        case when orders.sales_channel = 'app' then 'mobile' else customers.device end as device,
        case
            when orders.order_number = 1 then customers.channel
            when orders.by_message then 'email'
            else
                pg_temp.weighted_pick(
                    pg_temp.uniform(orders.draw_key, 'order visit channel', orders.order_number),
                    array[0.45, 0.65, 0.85, 0.95],
                    array['direct', 'organic', 'paid_search', 'email', 'social']
                )
        end as channel,
        case when orders.order_number = 1 then customers.campaign end as campaign,
        orders.order_id,
        orders.ordered_at as started_at,  -- counted backwards from the order
        -- Who knows the shop is quick.
        case when orders.order_number = 1 then 4 else 3 end
        + floor(
            case when orders.order_number = 1 then 3 else 2 end
            * pg_temp.uniform(orders.draw_key, 'order events', orders.order_number)
        )::integer as events
    from demo_orders as orders
    inner join demo_customers as customers on orders.number = customers.number
    where
        orders.kind = 'purchase'
        and orders.sales_channel <> 'store'
        and customers.is_tracked
        and (
            orders.order_number = 1
            or pg_temp.uniform(orders.draw_key, 'order tracked', orders.order_number) < 0.3
        )

    union all

    select
        customers.number,
        customers.draw_key,
        50000 + browses.browse as visit,
        'browse' as kind,
        customers.customer_id,
        customers.device,
        pg_temp.weighted_pick(
            pg_temp.uniform(customers.draw_key, 'browse channel', browses.browse),
            array[0.35, 0.6, 0.75, 0.88, 0.95],
            array['direct', 'email', 'organic', 'paid_search', 'social', 'display']
        ) as channel,
        null as campaign,
        null as order_id,
        -- Who has left is not seen browsing for long.
        customers.signup_at
        + pg_temp.days(
            extract(
                epoch from
                least(run.ends_at, customers.left_at + interval '30 days') - customers.signup_at
            )::double precision
            / 86400
            * pg_temp.uniform(customers.draw_key, 'browse time', browses.browse)
        ) as started_at,
        width_bucket(
            pg_temp.uniform(customers.draw_key, 'browse events', browses.browse),
            array[0, 0.3, 0.6, 0.82, 0.95]
        ) as events
    from demo_customers as customers
    cross join demo_run as run
    cross join
        lateral generate_series(
            1,
            floor(
                pg_temp.exponential(0.9, customers.draw_key, 'browses')
                * (0.5 + customers.engagement)
                * case when customers.first_order_at is null then 6 else 1 end
            )::integer
        ) as browses (browse)
    where customers.is_tracked

    union all

    select
        customers.number,
        customers.draw_key,
        70000 + guests.guest as visit,
        'guest' as kind,
        null as customer_id,
        pg_temp.weighted_pick(
            pg_temp.uniform(customers.draw_key, 'guest device', guests.guest),
            array[0.68, 0.95],
            array['mobile', 'desktop', 'tablet']
        ) as device,
        pg_temp.weighted_pick(
            pg_temp.uniform(customers.draw_key, 'guest channel', guests.guest),
            array[0.3, 0.55, 0.75, 0.9],
            array['paid_search', 'social', 'organic', 'display', 'affiliate']
        ) as channel,
        null as campaign,
        null as order_id,
        run.starts_at
        + pg_temp.days(
            floor(
                run.length_days
                * pg_temp.uniform(customers.draw_key, 'guest visit day', guests.guest)
            )
        )
        + pg_temp.daytime(customers.draw_key, 'guest visit time', guests.guest) as started_at,
        width_bucket(
            pg_temp.uniform(customers.draw_key, 'guest events', guests.guest),
            array[0, 0.55, 0.85, 0.95]
        ) as events
    from demo_customers as customers
    cross join demo_run as run
    cross join
        lateral generate_series(
            1, floor(3.2 * pg_temp.uniform(customers.draw_key, 'guest visits'))::integer
        ) as guests (guest)

    union all

    select
        orders.number,
        orders.draw_key,
        80000 + orders.order_number as visit,
        'return' as kind,
        orders.customer_id,
        customers.device,
        'direct' as channel,
        null as campaign,
        orders.order_id,
        orders.ordered_at
        + pg_temp.days(
            1 + 4 * pg_temp.uniform(orders.draw_key, 'return days', orders.order_number)
        ) as started_at,
        case when orders.mood > 9 then 2 else 1 end as events
    from demo_orders as orders
    inner join demo_customers as customers on orders.number = customers.number
    where
        orders.kind = 'purchase'
        and customers.is_tracked
        and pg_temp.uniform(orders.draw_key, 'return', orders.order_number) < 0.15

),

steps as materialized (

    select
        visits.number,
        visits.visit,
        steps.step,
        visits.kind,
        visits.customer_id,
        visits.device,
        visits.channel,
        visits.campaign,
        visits.order_id,
        visits.started_at
        + floor(20 + 160 * pg_temp.uniform(visits.draw_key, 'pace', visits.visit))
        * (steps.step - case when visits.kind = 'purchase' then visits.events else 1 end)
        * interval '1 second' as occurred_at,
        case
            when visits.kind = 'return'
                then (array['order_tracking', 'share'])[steps.step]
            when visits.kind = 'purchase' and steps.step >= visits.events - 2
                then (array['add_to_cart', 'checkout', 'purchase'])[steps.step - visits.events + 3]
            when steps.step = 1 then 'page_view'
            when visits.kind = 'purchase' then 'product_view'
            when
                steps.step = 2
                and pg_temp.uniform(visits.draw_key, 'search', visits.visit) < 0.4
                then 'search'
            else
                (array['page_view', 'product_view', 'product_view', 'add_to_cart', 'checkout'])[
                    steps.step
                ]
        end as event_type
    from visits
    cross join lateral generate_series(1, visits.events) as steps (step)

),

meanings (event_type, stage, touchpoint, page) as (

    values
    ('page_view', 'awareness', 'landing page', '/'),
    ('search', 'consideration', 'search', '/search'),
    ('product_view', 'consideration', 'product page', '/product'),
    ('add_to_cart', 'decision', 'cart', '/cart'),
    ('checkout', 'decision', 'checkout', '/checkout'),
    ('purchase', 'purchase', 'order confirmation', '/thank-you'),
    ('order_tracking', 'retention', 'account', '/account/orders'),
    ('share', 'advocacy', 'account', '/account/invite')

)

select
    'E' || lpad((steps.number::bigint * 1000000 + steps.visit * 10 + steps.step)::text, 13, '0')
        as event_id,
    steps.customer_id,
    case
        when steps.kind = 'guest' then 'g' || (steps.number::bigint * 100000 + steps.visit)
        else 'a' || steps.number
    end as anonymous_id,
    'V' || lpad((steps.number::bigint * 100000 + steps.visit)::text, 12, '0') as session_id,
    steps.event_type,
    meanings.stage,
    case
        when steps.event_type <> 'page_view' then meanings.touchpoint
        when steps.channel in ('social', 'display', 'paid_search') then 'ad'
        when steps.channel = 'email' then 'e-mail'
        else meanings.touchpoint
    end as touchpoint,
    steps.channel,
    steps.campaign,
    meanings.page,
    steps.device,
    steps.occurred_at,
    case
        when steps.event_type = 'purchase' then jsonb_build_object('order_id', steps.order_id)
    end as properties,
    steps.occurred_at as updated_at
from steps
cross join demo_run as run
inner join meanings on steps.event_type = meanings.event_type
where steps.occurred_at >= run.starts_at and steps.occurred_at < run.ends_at;
