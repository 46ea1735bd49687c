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
    key,
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
    amount,
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
        customers.key,
        customers.buying_rate,
        customers.leaving_probability,
        run.last_day - customers.first_order_day as age,
        1 as order_number,
        double precision '0' as elapsed
    from demo_customers as customers
    cross join demo_run as run
    where customers.first_order_day is not null

    union all

    select
        number,
        key,
        buying_rate,
        leaving_probability,
        age,
        order_number + 1,
        elapsed - ln(pg_temp.uniform(key, 'time to order', order_number + 1)) / buying_rate
    from process
    where
        elapsed <= age
        and (
            order_number = 1
            or pg_temp.uniform(key, 'leaves', order_number) >= leaving_probability
        )

),

by_day as (

    select
        number,
        key,
        order_number,
        leaving_probability,
        age,
        -- The running maximum pushes an order past the one before it where both fall on one day.
        order_number + max(round(elapsed)::integer - order_number) over (
            partition by number order by order_number
        ) as days_since_first
    from process
    where elapsed <= age

),

purchases as materialized (

    select
        number,
        key,
        order_number,
        days_since_first,
        order_number > 1
        and pg_temp.uniform(key, 'leaves', order_number) < leaving_probability as is_last,
        pg_temp.uniform(key, 'failed before', order_number) as failed_before,
        pg_temp.uniform(key, 'cancelled after', order_number) as cancelled_after
    from by_day
    where days_since_first <= age

),

-- Attempts that came to nothing do not belong to the process: they are added to it.
attempts as (

    select
        number,
        key,
        order_number,
        'purchase' as kind,
        days_since_first,
        is_last,
        interval '0' as time_shift
    from purchases

    union all

    select
        number,
        key,
        30000 + order_number,
        'failed',
        days_since_first,
        false,
        interval '-7 minutes'
    from purchases
    cross join demo_truth as truth
    where failed_before < truth.failed_orders

    union all

    select
        number,
        key,
        60000 + order_number,
        'cancelled',
        days_since_first + 1 + floor(14 * cancelled_after / truth.cancelled_orders)::integer,
        false,
        interval '0'
    from purchases
    cross join demo_truth as truth
    where cancelled_after < truth.cancelled_orders

),

placed as (

    select
        attempts.number,
        attempts.key,
        attempts.order_number,
        attempts.kind,
        customers.customer_id,
        customers.currency,
        customers.spend_rate,
        customers.coupon_share,
        customers.happiness,
        customers.engagement,
        attempts.is_last,
        customers.first_order_day + attempts.days_since_first as order_day,
        attempts.time_shift
    from attempts
    inner join demo_customers as customers on attempts.number = customers.number
    cross join demo_run as run
    where customers.first_order_day + attempts.days_since_first <= run.last_day

    union all

    -- A guest is somebody else altogether; only the draws come from the customer's key.
    select
        customers.number,
        customers.key,
        90000,
        'guest',
        null,
        'EUR',
        pg_temp.gamma_draw(truth.q, customers.key, 'guest spend rate') / truth.gamma,
        0.1,
        0,
        0,
        false,
        floor(run.days * pg_temp.uniform(customers.key, 'guest day'))::integer,
        interval '0'
    from demo_customers as customers
    cross join demo_run as run
    cross join demo_truth as truth
    where pg_temp.uniform(customers.key, 'guest order') < truth.guest_orders

),

drawn as materialized (

    select
        placed.*,
        run.starts_at
        + placed.order_day * interval '1 day'
        + pg_temp.daytime(placed.key, 'order time', placed.order_number % 30000)
        + placed.time_shift as ordered_at,
        greatest(
            0.5,
            pg_temp.gamma_draw(truth.p, placed.key, 'order value', placed.order_number)
            / placed.spend_rate
        ) as value,
        placed.kind = 'purchase'
        and pg_temp.uniform(placed.key, 'problem', placed.order_number)
        < truth.problem_rate * exp(-0.35 * placed.happiness)
        + case when placed.is_last then truth.problem_before_leaving else 0 end as has_problem,
        pg_temp.uniform(placed.key, 'lines', placed.order_number) as line_share,
        pg_temp.uniform(placed.key, 'coupon', placed.order_number) / placed.coupon_share
            as coupon_draw,
        pg_temp.uniform(placed.key, 'refund', placed.order_number)
        * exp(0.3 * placed.happiness) as refund_draw,
        pg_temp.normal(placed.key, 'mood', placed.order_number) as mood_draw
    from placed
    cross join demo_run as run
    cross join demo_truth as truth

),

troubled as (

    select
        drawn.*,
        case
            when drawn.has_problem
                then 0.15 - 2.2 * ln(
                    pg_temp.uniform(drawn.key, 'resolution', drawn.order_number)
                )
        end as resolution_days
    from drawn

),

remembered as materialized (

    select
        troubled.*,
        -- What became of trouble with the order before: solved quickly it binds, otherwise it rankles.
        case
            when lag(resolution_days) over orders_of_customer <= 2 then 0.3
            when lag(resolution_days) over orders_of_customer > 2 then -0.6
            else 0
        end as memory
    from troubled
    window orders_of_customer as (partition by number order by order_number)

)

select
    orders.number,
    orders.key,
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
                    pg_temp.uniform(orders.key, 'problem kind', orders.order_number),
                    array[0.4, 0.7, 0.82, 0.93],
                    array['delivery', 'quality', 'price', 'service', 'website']
                )
    end as problem,
    orders.resolution_days,
    orders.kind = 'purchase'
    and pg_temp.uniform(orders.key, 'by message', orders.order_number) < 0.3 * orders.engagement
        as by_message,
    truth.mood_level
    + truth.mood_per_happiness * orders.happiness
    + case when orders.is_last then truth.mood_before_leaving else 0 end
    + case when orders.has_problem then truth.mood_after_problem else 0 end
    + orders.memory
    + truth.mood_noise * orders.mood_draw as mood,
    round(orders.value::numeric, 2) as amount,
    round((100 * orders.value)::numeric / rates.rate) as total_cents,
    orders.currency,
    least(
        1 + width_bucket(
            orders.line_share,
            array[0.42, 0.72, 0.88, 0.96]::double precision []
        ),
        1 + floor(orders.value / 12)::integer
    ) as line_count,
    case
        when orders.coupon_draw < 1
            then
                (array[0.05, 0.1, 0.1, 0.15, 0.2, 0.25])
                [1 + floor(6 * orders.coupon_draw)::integer]
        else 0
    end as discount_rate,
    case
        when orders.coupon_draw < 1
            then
                (array['HELLO5', 'SAVE10', 'NEWS10', 'SAVE15', 'SALE20', 'FINAL25'])
                [1 + floor(6 * orders.coupon_draw)::integer]
    end as coupon_code,
    case
        when orders.kind not in ('purchase', 'guest') then null
        when orders.refund_draw < truth.refund_whole_order then 'order'
        when orders.refund_draw < truth.refund_whole_order + truth.refund_one_line then 'line'
    end as refund,
    null as refunded_at,
    case
        when orders.kind in ('cancelled', 'failed') then orders.kind
        when orders.ordered_at >= run.ends_at - interval '2 days' then 'pending'
        when orders.ordered_at >= run.ends_at - interval '5 days' then 'shipped'
        else 'completed'
    end as status,
    pg_temp.weighted_pick(
        pg_temp.uniform(orders.key, 'sales channel', orders.order_number),
        array[0.58, 0.86],
        array['web', 'app', 'store']
    ) as sales_channel,
    pg_temp.weighted_pick(
        pg_temp.uniform(orders.key, 'payment', orders.order_number),
        array[0.46, 0.74, 0.9],
        array['card', 'wallet', 'invoice', 'bank_transfer']
    ) as payment_method
from remembered as orders
cross join demo_run as run
cross join demo_truth as truth
inner join demo_rates as rates
    on
        orders.currency = rates.currency
        and date_trunc('month', orders.ordered_at)::date = rates.rate_date;

-- Money comes back two days to three weeks after the order, and only what came back by the end is known.
update demo_orders
set
    refunded_at = refunds.refunded_at,
    status = case when demo_orders.refund = 'order' then 'returned' else demo_orders.status end
from (
    select
        orders.order_id,
        date_trunc(
            'second',
            orders.ordered_at
            + (2 + 19 * pg_temp.uniform(orders.key, 'refund days', orders.order_number))
            * interval '1 day'
        ) as refunded_at
    from demo_orders as orders
    where orders.refund is not null
) as refunds
cross join demo_run as run
where demo_orders.order_id = refunds.order_id and refunds.refunded_at < run.ends_at;

analyze demo_orders;
