-- raw.loyalty_program: members enrol with their first order or some weeks later, earn a point for each
-- euro of an order, climb the tiers by what they ever earned, and for each 500 points that come together
-- either redeem them within weeks or lose them after a year. A balance is never negative.
insert into raw.loyalty_program (
    entry_id,
    customer_id,
    entry_type,
    points,
    tier,
    order_id,
    occurred_at,
    updated_at
)
with members as materialized (

    select
        number,
        customer_id,
        engagement,
        case
            when first_order_at is null or pg_temp.uniform(draw_key, 'enrols at once') < 0.75
                then signup_at + interval '45 seconds'
            else first_order_at + pg_temp.days(30 * pg_temp.uniform(draw_key, 'enrols later'))
        end as enrolled_at
    from demo_customers
    where is_member

),

earned as (

    select
        members.number,
        members.customer_id,
        members.engagement,
        orders.draw_key,
        orders.order_number,
        orders.order_id,
        -- Points are booked when the parcel is sent.
        orders.ordered_at + interval '6 hours' as occurred_at,
        (orders.euro_cents / 100)::integer as points,
        sum(orders.euro_cents / 100) over orders_of_member::integer as points_after
    from members
    inner join demo_orders as orders on members.number = orders.number
    cross join demo_run as run
    where
        orders.kind = 'purchase'
        and orders.status <> 'returned'
        and orders.euro_cents >= 100
        and orders.ordered_at >= members.enrolled_at
        and orders.ordered_at < run.ends_at - interval '6 hours'
    window orders_of_member as (partition by members.number order by orders.order_number)

),

ladder (tier, points_from, points_to) as (

    values
    ('bronze', 0, 500),
    ('silver', 500, 1500),
    ('gold', 1500, 4000),
    ('platinum', 4000, 2147483647)

),

balances as materialized (

    select
        earned.*,
        earned.points_after - earned.points as points_before,
        500 * (earned.points_after / 500 - (earned.points_after - earned.points) / 500)
            as vouchers
    from earned

),

entries as (

    select
        number,
        0 as order_number,
        0 as entry,
        customer_id,
        'enrol' as entry_type,
        null as points,
        'bronze' as tier,
        null as order_id,
        enrolled_at as occurred_at
    from members

    union all

    select
        number,
        order_number,
        1 as entry,
        customer_id,
        'earn' as entry_type,
        points,
        null as tier,
        order_id,
        occurred_at
    from balances

    union all

    select
        balances.number,
        balances.order_number,
        2 as entry,
        balances.customer_id,
        'tier_change' as entry_type,
        null as points,
        ladder.tier,
        balances.order_id,
        balances.occurred_at
    from balances
    inner join ladder
        on
            balances.points_after >= ladder.points_from
            and balances.points_after < ladder.points_to
            and balances.points_before < ladder.points_from

    union all

    select
        number,
        order_number,
        3 as entry,
        customer_id,
        'redeem' as entry_type,
        vouchers as points,
        null as tier,
        null as order_id,
        occurred_at
        + pg_temp.days(pg_temp.exponential(25, draw_key, 'redeemed after', order_number))
            as occurred_at
    from balances
    where
        vouchers > 0
        and pg_temp.uniform(draw_key, 'redeems', order_number) < 0.35 + 0.5 * engagement

    union all

    select
        number,
        order_number,
        4 as entry,
        customer_id,
        'expire' as entry_type,
        vouchers as points,
        null as tier,
        null as order_id,
        occurred_at + pg_temp.days(365) as occurred_at
    from balances
    where
        vouchers > 0
        and pg_temp.uniform(draw_key, 'redeems', order_number) >= 0.35 + 0.5 * engagement

)

select
    'L' || lpad(
        (entries.number::bigint * 1000000 + entries.order_number * 10 + entries.entry)::text,
        13,
        '0'
    ) as entry_id,
    entries.customer_id,
    entries.entry_type,
    entries.points,
    entries.tier,
    entries.order_id,
    entries.occurred_at,
    entries.occurred_at as updated_at
from entries
cross join demo_run as run
where entries.occurred_at < run.ends_at;
