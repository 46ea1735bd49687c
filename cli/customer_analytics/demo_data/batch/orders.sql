-- The orders of the batch, by the process that BG/NBD describes (Fader, Hardie and Lee 2005):
--
-- 1. Everybody is a customer from the day of the first order on, and still is after it.
-- 2. While they are, the next order comes after an exponential time, at a rate of their own.
-- 3. After each repeat order they leave, with a probability of their own; who has left buys no more.
--
-- The process runs in continuous time; an order falls on the nearest day. Models count purchase days,
-- so of two orders that fall on one day the later moves to the next: counts stay true, and recency
-- moves by less than a day.
insert into demo_orders (
    number,
    draw_key,
    order_number,
    kind,
    order_id,
    customer_id,
    order_day,
    ordered_at,
    is_last,
    problem,
    resolution_days,
    by_message,
    mood,
    euro_cents,
    total_cents,
    currency,
    line_count,
    discount_rate,
    coupon_code,
    refund,
    refunded_at,
    status,
    sales_channel,
    payment_method
)
with recursive process as (

    select
        customers.number,
        customers.draw_key,
        customers.buying_rate,
        customers.leaving_probability,
        run.last_day - customers.first_order_day as age,
        1 as order_number,
        double precision '0' as elapsed_days
    from demo_customers as customers
    cross join demo_run as run
    where customers.first_order_day is not null

    union all

    select
        number,
        draw_key,
        buying_rate,
        leaving_probability,
        age,
        order_number + 1 as order_number,
        elapsed_days
        + pg_temp.exponential(1 / buying_rate, draw_key, 'time to order', order_number + 1)
            as elapsed_days
    from process
    where
        elapsed_days <= age
        and (
            order_number = 1
            or pg_temp.uniform(draw_key, 'leaves', order_number) >= leaving_probability
        )

),

days_apart as (

    select
        number,
        order_number,
        age,
        order_number > 1
        and pg_temp.uniform(draw_key, 'leaves', order_number) < leaving_probability as is_last,
        -- The running maximum pushes an order past the one before it where both fall on one day.
        order_number + max(round(elapsed_days)::integer - order_number) over (
            partition by number order by order_number
        ) as days_since_first
    from process
    where elapsed_days <= age

),

purchases as materialized (

    select
        customers.number,
        customers.draw_key,
        customers.first_order_day + days_apart.days_since_first as order_day,
        days_apart.order_number,
        days_apart.is_last,
        customers.customer_id,
        customers.currency,
        customers.spend_rate,
        customers.coupon_share,
        customers.happiness,
        customers.engagement
    from days_apart
    inner join demo_customers as customers on days_apart.number = customers.number
    where days_apart.days_since_first <= days_apart.age

),

-- Attempts that came to nothing, and guests, do not belong to the process: they are added to it.
placed as (

    select
        purchases.*,
        'purchase' as kind
    from purchases

    union all

    select
        purchases.number,
        purchases.draw_key,
        purchases.order_day,
        30000 + purchases.order_number as order_number,
        false as is_last,
        purchases.customer_id,
        purchases.currency,
        purchases.spend_rate,
        purchases.coupon_share,
        purchases.happiness,
        0 as engagement,
        'failed' as kind
    from purchases
    cross join demo_truth as truth
    where
        pg_temp.uniform(purchases.draw_key, 'failed', purchases.order_number) < truth.failed_orders

    union all

    select
        purchases.number,
        purchases.draw_key,
        least(
            run.last_day,
            purchases.order_day
            + ceil(14 * pg_temp.uniform(purchases.draw_key, 'rethinks', purchases.order_number))
        )::integer as order_day,
        60000 + purchases.order_number as order_number,
        false as is_last,
        purchases.customer_id,
        purchases.currency,
        purchases.spend_rate,
        purchases.coupon_share,
        purchases.happiness,
        0 as engagement,
        'cancelled' as kind
    from purchases
    cross join demo_run as run
    cross join demo_truth as truth
    where
        pg_temp.uniform(purchases.draw_key, 'cancelled', purchases.order_number)
        < truth.cancelled_orders

    union all

    -- A guest is somebody else altogether; only the draws come from the customer's key.
    select
        customers.number,
        customers.draw_key,
        floor(run.length_days * pg_temp.uniform(customers.draw_key, 'guest day'))::integer
            as order_day,
        90000 as order_number,
        false as is_last,
        null as customer_id,
        'EUR' as currency,
        pg_temp.gamma_draw(truth.q, customers.draw_key, 'guest spend rate') / truth.gamma
            as spend_rate,
        0.1 as coupon_share,
        0 as happiness,
        0 as engagement,
        'guest' as kind
    from demo_customers as customers
    cross join demo_run as run
    cross join demo_truth as truth
    where pg_temp.uniform(customers.draw_key, 'guest order') < truth.guest_orders

),

drawn as materialized (

    select
        placed.number,
        placed.draw_key,
        placed.order_number,
        placed.kind,
        placed.customer_id,
        placed.currency,
        placed.happiness,
        placed.is_last,
        placed.order_day,
        run.starts_at
        + pg_temp.days(placed.order_day)
        + pg_temp.daytime(placed.draw_key, 'order time', placed.order_number % 30000)
        - case when placed.kind = 'failed' then interval '7 minutes' else interval '0' end
            as ordered_at,
        greatest(
            50,
            100 * pg_temp.gamma_draw(truth.p, placed.draw_key, 'order value', placed.order_number)
            / placed.spend_rate
        ) as value_in_cents,
        placed.kind = 'purchase'
        and pg_temp.uniform(placed.draw_key, 'problem', placed.order_number)
        < truth.problem_rate * exp(-0.35 * placed.happiness)
        + case when placed.is_last then truth.problem_before_leaving else 0 end as has_problem,
        -- The order before was not the last, so nothing was added to its rate.
        placed.order_number > 1
        and pg_temp.uniform(placed.draw_key, 'problem', placed.order_number - 1)
        < truth.problem_rate * exp(-0.35 * placed.happiness) as had_problem,
        placed.kind = 'purchase'
        and pg_temp.uniform(placed.draw_key, 'by message', placed.order_number)
        < 0.3 * placed.engagement as by_message,
        pg_temp.uniform(placed.draw_key, 'coupon', placed.order_number) / placed.coupon_share
            as coupon_draw,
        pg_temp.uniform(placed.draw_key, 'refund', placed.order_number)
        * exp(0.3 * placed.happiness) as refund_draw
    from placed
    cross join demo_run as run
    cross join demo_truth as truth

)

select
    orders.number,
    orders.draw_key,
    orders.order_number,
    orders.kind,
    'O' || lpad((orders.number::bigint * 100000 + orders.order_number)::text, 12, '0') as order_id,
    orders.customer_id,
    orders.order_day,
    orders.ordered_at,
    orders.is_last,
    case
        when orders.has_problem
            then
                pg_temp.weighted_pick(
                    pg_temp.uniform(orders.draw_key, 'problem kind', orders.order_number),
                    array[0.4, 0.7, 0.82, 0.93],
                    array['delivery', 'quality', 'price', 'service', 'website']
                )
    end as problem,
    case
        when orders.has_problem
            then
                0.15
                + pg_temp.exponential(2.2, orders.draw_key, 'resolution', orders.order_number)
    end as resolution_days,
    orders.by_message,
    truth.mood_level
    + truth.mood_per_happiness * orders.happiness
    + case when orders.is_last then truth.mood_before_leaving else 0 end
    + case when orders.has_problem then truth.mood_after_problem else 0 end
    -- Trouble with the order before that was solved within two days binds, otherwise it rankles.
    + case
        when not orders.had_problem then 0
        when
            pg_temp.exponential(2.2, orders.draw_key, 'resolution', orders.order_number - 1) < 1.85
            then truth.mood_after_solution
        else truth.mood_after_delay
    end
    + truth.mood_noise * pg_temp.normal(orders.draw_key, 'mood', orders.order_number) as mood,
    round(orders.value_in_cents)::bigint as euro_cents,
    round(orders.value_in_cents / rates.rate::double precision)::bigint as total_cents,
    orders.currency,
    least(
        1 + width_bucket(
            pg_temp.uniform(orders.draw_key, 'lines', orders.order_number),
            array[0.42, 0.72, 0.88, 0.96]
        ),
        1 + floor(orders.value_in_cents / 1200)::integer
    ) as line_count,
    case
        when orders.coupon_draw < 1
            then
                (array[0.05, 0.1, 0.1, 0.15, 0.2, 0.25]::double precision[])[
                    1 + floor(6 * orders.coupon_draw)::integer
                ]
        else 0
    end as discount_rate,
    case
        when orders.coupon_draw < 1
            then
                pg_temp.pick(
                    orders.coupon_draw,
                    array['HELLO5', 'SAVE10', 'NEWS10', 'SAVE15', 'SALE20', 'FINAL25']
                )
    end as coupon_code,
    case
        when orders.kind not in ('purchase', 'guest') then null
        when orders.refund_draw < truth.refund_whole_order then 'order'
        when orders.refund_draw < truth.refund_whole_order + truth.refund_one_line then 'line'
    end as refund,
    -- Money comes back two days to three weeks after the order, or is not back by the end.
    case
        when
            orders.kind in ('purchase', 'guest')
            and orders.refund_draw < truth.refund_whole_order + truth.refund_one_line
            and orders.ordered_at
            + pg_temp.days(
                2 + 19 * pg_temp.uniform(orders.draw_key, 'refund days', orders.order_number)
            )
            < run.ends_at
            then
                orders.ordered_at
                + pg_temp.days(
                    2 + 19 * pg_temp.uniform(orders.draw_key, 'refund days', orders.order_number)
                )
    end as refunded_at,
    case
        when orders.kind in ('cancelled', 'failed') then orders.kind
        when orders.ordered_at >= run.ends_at - interval '2 days' then 'pending'
        when orders.ordered_at >= run.ends_at - interval '5 days' then 'shipped'
        else 'completed'
    end as status,
    pg_temp.weighted_pick(
        pg_temp.uniform(orders.draw_key, 'sales channel', orders.order_number),
        array[0.58, 0.86],
        array['web', 'app', 'store']
    ) as sales_channel,
    pg_temp.weighted_pick(
        pg_temp.uniform(orders.draw_key, 'payment', orders.order_number),
        array[0.46, 0.74, 0.9],
        array['card', 'wallet', 'invoice', 'bank_transfer']
    ) as payment_method
from drawn as orders
cross join demo_run as run
cross join demo_truth as truth
inner join demo_rates as rates
    on
        orders.currency = rates.currency
        and date_trunc('month', orders.ordered_at)::date = rates.rate_date;

update demo_orders
set status = 'returned'
where refund = 'order' and refunded_at is not null;

update demo_customers
set left_at = demo_orders.ordered_at
from demo_orders
where demo_customers.number = demo_orders.number and demo_orders.is_last;

analyze demo_orders;
