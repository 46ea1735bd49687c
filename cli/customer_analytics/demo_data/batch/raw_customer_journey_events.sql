-- raw.customer_journey_events: visits, and what happened in each. Five sorts of them:
--
--   arrival   before the account exists: known by the cookie only, and by the same cookie later
--   purchase  ends with an order
--   browse    of a customer, without an order
--   guest     of somebody who never becomes known
--   return    after an order: tracking the parcel, writing a review, telling a friend
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
with arrivals as (

    select
        customers.number,
        customers.key,
        visits.visit,
        'arrival' as kind,
        null as customer_id,
        customers.device,
        case when visits.visit = 1 then customers.channel end as channel,
        case when visits.visit = 1 then customers.campaign end as campaign,
        null::text as order_id,
        customers.signup_at
        - 12 * pg_temp.uniform(customers.key, 'arrival days', visits.visit) / visits.visit
        * interval '1 day'
        - interval '20 minutes' as started_at,
        width_bucket(
            pg_temp.uniform(customers.key, 'arrival events', visits.visit), array[0, 0.3, 0.65, 0.9]
        ) as events
    from demo_customers as customers
    cross join lateral generate_series(
        1, floor(3 * pg_temp.uniform(customers.key, 'arrivals') ^ 1.5)::integer
    ) as visits (visit)
    where customers.is_tracked

),

purchases as (

    select
        orders.number,
        orders.key,
        100 + orders.order_number as visit,
        'purchase' as kind,
        orders.customer_id,
        case
            when orders.sales_channel = 'app' then 'mobile'
            else customers.device
        end as device,
        case
            when orders.order_number = 1 then customers.channel
            when orders.by_message then 'email'
            else
                pg_temp.weighted_pick(
                    pg_temp.uniform(orders.key, 'order visit channel', orders.order_number),
                    array[0.45, 0.65, 0.85, 0.95],
                    array['direct', 'organic', 'paid_search', 'email', 'social']
                )
        end as channel,
        case when orders.order_number = 1 then customers.campaign end as campaign,
        orders.order_id,
        orders.ordered_at as started_at,  -- counted backwards from the order
        case
            when orders.order_number = 1
                then
                    4 + floor(
                        3 * pg_temp.uniform(orders.key, 'first order events', orders.order_number)
                    )::integer
            else
                3 + floor(
                    2 * pg_temp.uniform(orders.key, 'order events', orders.order_number)
                )::integer
        end as events
    from demo_orders as orders
    inner join demo_customers as customers on orders.number = customers.number
    where
        orders.kind = 'purchase'
        and orders.sales_channel <> 'store'
        and customers.is_tracked
        and (
            orders.order_number = 1
            or pg_temp.uniform(orders.key, 'order tracked', orders.order_number) < 0.3
        )

),

lifetimes as materialized (

    select
        customers.number,
        customers.key,
        customers.customer_id,
        customers.device,
        customers.signup_at,
        -- Who has left is not seen browsing for long.
        least(
            run.ends_at,
            coalesce(lasts.left_at + interval '30 days', run.ends_at)
        ) - customers.signup_at as lifetime,
        floor(
            -0.9 * (0.5 + customers.engagement)
            * ln(pg_temp.uniform(customers.key, 'browses'))
            * case when customers.first_order_at is null then 6 else 1 end
        )::integer as visits
    from demo_customers as customers
    cross join demo_run as run
    left join (
        select
            number,
            max(ordered_at) filter (where is_last) as left_at
        from demo_orders
        where kind = 'purchase'
        group by number
    ) as lasts on customers.number = lasts.number
    where customers.is_tracked

),

browses as (

    select
        lifetimes.number,
        lifetimes.key,
        50000 + visits.visit as visit,
        'browse' as kind,
        lifetimes.customer_id,
        lifetimes.device,
        pg_temp.weighted_pick(
            pg_temp.uniform(lifetimes.key, 'browse channel', visits.visit),
            array[0.35, 0.6, 0.75, 0.88, 0.95],
            array['direct', 'email', 'organic', 'paid_search', 'social', 'display']
        ) as channel,
        null as campaign,
        null::text as order_id,
        lifetimes.signup_at
        + pg_temp.uniform(lifetimes.key, 'browse time', visits.visit) * lifetimes.lifetime
            as started_at,
        width_bucket(
            pg_temp.uniform(lifetimes.key, 'browse events', visits.visit),
            array[0, 0.3, 0.6, 0.82, 0.95]
        ) as events
    from lifetimes
    cross join lateral generate_series(1, lifetimes.visits) as visits (visit)

),

guests as (

    select
        customers.number,
        customers.key,
        70000 + visits.visit as visit,
        'guest' as kind,
        null as customer_id,
        pg_temp.weighted_pick(
            pg_temp.uniform(customers.key, 'guest device', visits.visit),
            array[0.68, 0.95],
            array['mobile', 'desktop', 'tablet']
        ) as device,
        pg_temp.weighted_pick(
            pg_temp.uniform(customers.key, 'guest channel', visits.visit),
            array[0.3, 0.55, 0.75, 0.9],
            array['paid_search', 'social', 'organic', 'display', 'affiliate']
        ) as channel,
        null as campaign,
        null::text as order_id,
        run.starts_at
        + floor(run.days * pg_temp.uniform(customers.key, 'guest visit day', visits.visit))
        * interval '1 day'
        + pg_temp.daytime(customers.key, 'guest visit time', visits.visit) as started_at,
        width_bucket(
            pg_temp.uniform(customers.key, 'guest events', visits.visit),
            array[0, 0.55, 0.85, 0.95]
        ) as events
    from demo_customers as customers
    cross join demo_run as run
    cross join lateral generate_series(
        1, floor(3.2 * pg_temp.uniform(customers.key, 'guest visits'))::integer
    ) as visits (visit)

),

returns as (

    select
        orders.number,
        orders.key,
        80000 + orders.order_number as visit,
        'return' as kind,
        orders.customer_id,
        customers.device,
        'direct' as channel,
        null as campaign,
        orders.order_id,
        orders.ordered_at
        + (1 + 4 * pg_temp.uniform(orders.key, 'return days', orders.order_number))
        * interval '1 day' as started_at,
        case when orders.mood > 9 and orders.order_number > 1 then 2 else 1 end as events
    from demo_orders as orders
    inner join demo_customers as customers on orders.number = customers.number
    where
        orders.kind = 'purchase'
        and customers.is_tracked
        and pg_temp.uniform(orders.key, 'return', orders.order_number) < 0.15

),

visits as materialized (

    select * from arrivals
    union all
    select * from purchases
    union all
    select * from browses
    union all
    select * from guests
    union all
    select * from returns

),

steps as materialized (

    select
        visits.number::bigint * 1000000 + visits.visit * 10 + steps.step as event_number,
        visits.number::bigint * 100000 + visits.visit as visit_number,
        visits.number,
        visits.visit,
        visits.kind,
        visits.customer_id,
        visits.device,
        coalesce(
            visits.channel,
            pg_temp.pick(
                pg_temp.uniform(visits.key, 'arrival channel', visits.visit),
                array['paid_search', 'social', 'organic', 'display', 'direct']
            )
        ) as channel,
        visits.campaign,
        visits.order_id,
        date_trunc(
            'second',
            visits.started_at
            + (20 + 160 * pg_temp.uniform(visits.key, 'pace', visits.visit))
            * (steps.step - case when visits.kind = 'purchase' then visits.events else 1 end)
            * interval '1 second'
        ) as occurred_at,
        case
            when visits.kind = 'return'
                then (array['order_tracking', 'share'])[steps.step]
            when visits.kind = 'purchase' and steps.step >= visits.events - 2
                then (array['add_to_cart', 'checkout', 'purchase'])[steps.step - visits.events + 3]
            when steps.step = 1 then 'page_view'
            when visits.kind = 'purchase' then 'product_view'
            when
                steps.step = 2
                and pg_temp.uniform(visits.key, 'search', visits.visit) < 0.4
                then 'search'
            else (array['page_view', 'product_view', 'product_view', 'add_to_cart', 'checkout'])[steps.step]
        end as event_type
    from visits
    cross join lateral generate_series(1, visits.events) as steps (step)

)

select
    'E' || lpad(steps.event_number::text, 13, '0') as event_id,
    steps.customer_id,
    case
        when steps.kind = 'guest' then 'g' || to_hex(steps.visit_number)
        else 'a' || to_hex(steps.number)
    end as anonymous_id,
    'V' || lpad(steps.visit_number::text, 12, '0') as session_id,
    steps.event_type,
    meanings.stage,
    case
        when steps.event_type = 'page_view' and steps.channel in ('social', 'display', 'paid_search')
            then 'ad'
        when steps.event_type = 'page_view' and steps.channel = 'email' then 'e-mail'
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
inner join (
    values
    ('page_view', 'awareness', 'landing page', '/'),
    ('search', 'consideration', 'search', '/search'),
    ('product_view', 'consideration', 'product page', '/product'),
    ('add_to_cart', 'decision', 'cart', '/cart'),
    ('checkout', 'decision', 'checkout', '/checkout'),
    ('purchase', 'purchase', 'order confirmation', '/thank-you'),
    ('order_tracking', 'retention', 'account', '/account/orders'),
    ('share', 'advocacy', 'account', '/account/invite')
) as meanings (event_type, stage, touchpoint, page) on steps.event_type = meanings.event_type
where steps.occurred_at >= run.starts_at and steps.occurred_at < run.ends_at;
