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
        customers.number,
        customers.key,
        customers.customer_id,
        customers.engagement,
        date_trunc(
            'second',
            case
                when
                    customers.first_order_at is null
                    or pg_temp.uniform(customers.key, 'enrols at once') < 0.75
                    then customers.signup_at + interval '45 seconds'
                else
                    customers.first_order_at
                    + 30 * pg_temp.uniform(customers.key, 'enrols later') * interval '1 day'
            end
        ) as enrolled_at
    from demo_customers as customers
    where customers.is_member

),

earned as (

    select
        members.number,
        members.key,
        members.customer_id,
        members.engagement,
        orders.order_number,
        orders.order_id,
        -- Points are booked when the parcel is sent.
        orders.ordered_at + interval '6 hours' as occurred_at,
        floor(orders.amount)::integer as points
    from members
    inner join demo_orders as orders on members.number = orders.number
    where
        orders.kind = 'purchase'
        and orders.status <> 'returned'
        and orders.ordered_at >= members.enrolled_at
        and orders.amount >= 1

),

balances as materialized (

    select
        earned.*,
        sum(points) over orders_of_member as total_points,
        sum(points) over orders_of_member - points as points_before
    from earned
    cross join demo_run as run
    where earned.occurred_at < run.ends_at
    window orders_of_member as (partition by number order by order_number)

),

spendable as materialized (

    select
        balances.*,
        500 * (total_points / 500 - points_before / 500) as new_points,
        pg_temp.uniform(key, 'redeems', order_number) < 0.35 + 0.5 * engagement as redeems,
        date_trunc(
            'second',
            occurred_at
            - 25 * ln(pg_temp.uniform(key, 'redeemed after', order_number)) * interval '1 day'
        ) as redeemed_at
    from balances
    where total_points / 500 > points_before / 500

),

ladder as (

    select
        balances.*,
        case
            when total_points >= 4000 then 'platinum'
            when total_points >= 1500 then 'gold'
            when total_points >= 500 then 'silver'
            else 'bronze'
        end as tier,
        case
            when points_before >= 4000 then 'platinum'
            when points_before >= 1500 then 'gold'
            when points_before >= 500 then 'silver'
            else 'bronze'
        end as tier_before
    from balances

),

entries as (

    select
        number,
        0 as order_number,
        0 as entry,
        customer_id,
        'enrol' as entry_type,
        null::integer as points,
        'bronze' as tier,
        null::text as order_id,
        enrolled_at as occurred_at
    from members

    union all

    select
        number,
        order_number,
        1,
        customer_id,
        'earn',
        points,
        null,
        order_id,
        occurred_at
    from balances

    union all

    select
        number,
        order_number,
        2,
        customer_id,
        'tier_change',
        null,
        tier,
        order_id,
        occurred_at
    from ladder
    where tier <> tier_before

    union all

    select
        number,
        order_number,
        3,
        customer_id,
        'redeem',
        new_points,
        null,
        null,
        redeemed_at
    from spendable
    where redeems

    union all

    select
        number,
        order_number,
        4,
        customer_id,
        'expire',
        new_points,
        null,
        null,
        occurred_at + interval '365 days'
    from spendable
    where not redeems

)

select
    'L' || lpad((entries.number::bigint * 1000000 + entries.order_number * 10 + entries.entry)::text, 13, '0') as entry_id,
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
