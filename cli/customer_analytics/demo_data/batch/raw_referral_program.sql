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
with invitations as materialized (

    select
        customers.number,
        customers.key,
        0 as attempt,
        everybody.customer_id as referrer_id,
        customers.customer_id as referred_customer_id,
        everybody.number as referrer_number,
        customers.signup_at
        - 9 * pg_temp.uniform(customers.key, 'invited days before') * interval '1 day'
            as referred_at,
        customers.first_order_at as converted_at
    from demo_customers as customers
    inner join demo_everybody as everybody on customers.referrer_number = everybody.number

    union all

    select
        customers.number,
        customers.key,
        attempts.attempt,
        customers.customer_id,
        null,
        customers.number,
        customers.first_order_at
        + (3 - 110 * ln(pg_temp.uniform(customers.key, 'invitation days', attempts.attempt)))
        * interval '1 day',
        null
    from demo_customers as customers
    cross join demo_truth as truth
    cross join generate_series(1, 3) as attempts (attempt)
    where
        customers.happiness > 0
        and customers.first_order_at is not null
        and pg_temp.uniform(customers.key, 'invitation', attempts.attempt) < truth.invitations

),

judged as (

    select
        invitations.*,
        case
            when invitations.converted_at is not null then 'converted'
            when invitations.referred_at >= run.ends_at - interval '30 days' then 'pending'
            when pg_temp.uniform(invitations.key, 'rejected', invitations.attempt) < 0.08
                then 'rejected'
            else 'expired'
        end as status
    from invitations
    cross join demo_run as run
    where invitations.referred_at < run.ends_at

)

select
    'R' || lpad((number::bigint * 10 + attempt)::text, 8, '0') as referral_id,
    referrer_id,
    referred_customer_id,
    'FRIEND-' || upper(to_hex(hashint8extended(referrer_number, 7) & 16777215)) as referral_code,
    pg_temp.weighted_pick(
        pg_temp.uniform(key, 'invitation channel', attempt),
        array[0.45, 0.8],
        array['link', 'email', 'social']
    ) as channel,
    status,
    date_trunc('second', referred_at) as referred_at,
    converted_at,
    case when converted_at is not null then 10 end as reward_amount,
    case
        when status = 'pending' then date_trunc('second', referred_at)
        else coalesce(converted_at, date_trunc('second', referred_at) + interval '30 days')
    end as updated_at
from judged;
