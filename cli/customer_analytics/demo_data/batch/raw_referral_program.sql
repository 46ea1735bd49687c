-- raw.referral_program: the invitations that won a customer of this batch, and those that satisfied
-- customers of this batch sent in vain.
insert into raw.referral_program (
    referral_id,
    referrer_id,
    referred_customer_id,
    referral_code,
    channel,
    status,
    referred_at,
    converted_at,
    reward_amount,
    updated_at
)
with invitations as (

    select
        customers.number as drawn_for,
        customers.draw_key,
        0 as attempt,
        everybody.number as referrer_number,
        everybody.customer_id as referrer_id,
        customers.customer_id as referred_customer_id,
        customers.signup_at
        - pg_temp.days(9 * pg_temp.uniform(customers.draw_key, 'invited days before'))
            as referred_at,
        customers.first_order_at as converted_at
    from demo_customers as customers
    inner join demo_everybody as everybody on customers.referrer_number = everybody.number

    union all

    select
        customers.number as drawn_for,
        customers.draw_key,
        attempts.attempt,
        customers.number as referrer_number,
        customers.customer_id as referrer_id,
        null as referred_customer_id,
        customers.first_order_at
        + pg_temp.days(
            3
            + pg_temp.exponential(110, customers.draw_key, 'invitation days', attempts.attempt)
        ) as referred_at,
        null as converted_at
    from demo_customers as customers
    cross join demo_truth as truth
    cross join generate_series(1, 3) as attempts (attempt)
    where
        customers.happiness > 0
        and customers.first_order_at is not null
        and pg_temp.uniform(customers.draw_key, 'invitation', attempts.attempt) < truth.invitations

),

judged as materialized (

    select
        invitations.*,
        case
            when invitations.converted_at is not null then 'converted'
            when invitations.referred_at >= run.ends_at - interval '30 days' then 'pending'
            when pg_temp.uniform(invitations.draw_key, 'rejected', invitations.attempt) < 0.08
                then 'rejected'
            else 'expired'
        end as status
    from invitations
    cross join demo_run as run
    where invitations.referred_at < run.ends_at

)

select
    'R' || lpad((drawn_for::bigint * 10 + attempt)::text, 8, '0') as referral_id,
    referrer_id,
    referred_customer_id,
    'FRIEND-' || upper(to_hex(hashint8extended(referrer_number, 7) & 16777215)) as referral_code,
    pg_temp.weighted_pick(
        pg_temp.uniform(draw_key, 'invitation channel', attempt),
        array[0.45, 0.8],
        array['link', 'email', 'social']
    ) as channel,
    status,
    referred_at,
    converted_at,
    case when converted_at is not null then 10 end as reward_amount,
    case
        when status = 'pending' then referred_at
        else coalesce(converted_at, referred_at + pg_temp.days(30))
    end as updated_at
from judged;
