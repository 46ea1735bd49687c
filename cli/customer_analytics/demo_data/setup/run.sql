-- What this run was asked for, in one row, and what follows from it.
--
-- A customer's key decides every draw about them. It is an affine map of the customer's number,
-- modulo 2^32: one to one, so no two customers share their draws, and another one for every seed.
create temporary table demo_run on commit drop as
with asked as (

    select
        current_setting('demo.customers')::integer as customers,
        current_setting('demo.seed')::bigint as seed,
        current_setting('demo.days')::integer as length_days,
        current_setting('demo.until')::date as last_date

)

select
    customers,
    length_days,
    last_date,
    last_date - length_days + 1 as first_date,
    length_days - 1 as last_day,  -- days are numbered from 0
    (last_date - length_days + 1)::timestamp at time zone 'UTC' as starts_at,
    (last_date + 1)::timestamp at time zone 'UTC' as ends_at,  -- exclusive
    2 * (hashint8extended(seed, 1) & 2147483647) + 1 as key_factor,  -- odd, hence one to one
    hashint8extended(seed, 2) & 4294967295 as key_offset
from asked;
