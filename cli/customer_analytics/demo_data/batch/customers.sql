-- The customers of the batch: who they are, and the latent traits that decide everything they do.
truncate demo_customers, demo_orders;

insert into demo_customers (
    number,
    draw_key,
    customer_id,
    country,
    currency,
    place_number,
    channel,
    signup_at,
    first_order_day,
    first_order_at,
    buying_rate,
    leaving_probability,
    spend_rate,
    happiness,
    engagement,
    coupon_share,
    favourite_brand,
    main_category,
    other_category,
    device,
    is_tracked,
    is_member
)
with keyed as (

    select
        numbers.number,
        mod(numbers.number::bigint * run.key_factor + run.key_offset, 4294967296) as draw_key
    from demo_run as run
    cross join
        generate_series(
            current_setting('demo.first_number')::integer,
            current_setting('demo.last_number')::integer
        ) as numbers (number)

),

drawn as materialized (

    select
        keyed.number,
        keyed.draw_key,
        pg_temp.gamma_draw(truth.r, keyed.draw_key, 'buying rate') / truth.alpha as buying_rate,
        pg_temp.gamma_draw(truth.q, keyed.draw_key, 'spend rate') / truth.gamma as spend_rate,
        -- A beta draw is the first of two gamma draws over their sum.
        pg_temp.gamma_draw(truth.a, keyed.draw_key, 'leaving, a') as leaving_a,
        pg_temp.gamma_draw(truth.b, keyed.draw_key, 'leaving, b') as leaving_b,
        width_bucket(
            pg_temp.uniform(keyed.draw_key, 'signup day'),
            (
                select array_agg(calendar.cumulative_share order by calendar.day_number)
                from demo_calendar as calendar
            )
        ) as signup_day,
        case
            when pg_temp.uniform(keyed.draw_key, 'never buys') < truth.never_buys then null
            when pg_temp.uniform(keyed.draw_key, 'buys later') > truth.buys_later then 0
            else ceil(pg_temp.exponential(truth.first_order_lag_days, keyed.draw_key, 'order lag'))
        end::integer as first_order_lag,
        1 + width_bucket(
            pg_temp.uniform(keyed.draw_key, 'place'),
            (
                select array_agg(places.cumulative_share order by places.place_number)
                from demo_places as places
            )
        ) as place_number,
        1 + width_bucket(
            pg_temp.uniform(keyed.draw_key, 'channel'),
            (
                select array_agg(channels.cumulative_share order by channels.channel_number)
                from demo_channels as channels
            )
        ) as channel_number,
        pg_temp.uniform(keyed.draw_key, 'brand') as brand_portion,
        floor(8 * pg_temp.uniform(keyed.draw_key, 'main category'))::integer as main_category
    from keyed
    cross join demo_truth as truth

),

timed as materialized (

    select
        drawn.*,
        drawn.leaving_a / (drawn.leaving_a + drawn.leaving_b) as leaving_probability,
        case
            when drawn.signup_day + drawn.first_order_lag <= run.last_day
                then drawn.signup_day + drawn.first_order_lag
        end as first_order_day,
        run.starts_at
        + pg_temp.days(drawn.signup_day)
        + pg_temp.daytime(drawn.draw_key, 'order time', 1) as first_visit_at
    from drawn
    cross join demo_run as run

),

felt as materialized (

    select
        timed.*,
        -- The mean and standard deviation of the beta distribution make the probability a z-score.
        truth.happiness_from_loyalty
        * (truth.a / (truth.a + truth.b) - timed.leaving_probability)
        / sqrt(truth.a * truth.b / ((truth.a + truth.b) ^ 2 * (truth.a + truth.b + 1)))
        + sqrt(1 - truth.happiness_from_loyalty ^ 2)
        * pg_temp.normal(timed.draw_key, 'happiness') as happiness
    from timed
    cross join demo_truth as truth

)

select
    felt.number,
    felt.draw_key,
    'C' || lpad(felt.number::text, 7, '0') as customer_id,
    places.country,
    countries.currency,
    felt.place_number,
    channels.channel,
    -- Who orders on the first day has had an account for some minutes by then.
    felt.first_visit_at
    - (120 + floor(480 * pg_temp.uniform(felt.draw_key, 'signup minutes'))) * interval '1 second'
        as signup_at,
    felt.first_order_day,
    case
        when felt.first_order_day is not null
            then felt.first_visit_at + pg_temp.days(felt.first_order_lag)
    end as first_order_at,
    felt.buying_rate,
    felt.leaving_probability,
    felt.spend_rate,
    felt.happiness,
    1 / (
        1
        + exp(0.6 - 0.5 * felt.happiness - 0.8 * pg_temp.normal(felt.draw_key, 'engagement'))
    ) as engagement,
    case when pg_temp.uniform(felt.draw_key, 'bargain hunter') < 0.13 then 0.8 else 0.1 end
        as coupon_share,
    case when felt.brand_portion < 0.35 then floor(3 * felt.brand_portion / 0.35) end::integer
        as favourite_brand,
    felt.main_category,
    -- Half of them look round next door, in the category that shares its brands.
    case
        when pg_temp.uniform(felt.draw_key, 'category next door') < 0.5
            then felt.main_category + 1 - 2 * (felt.main_category % 2)
        else floor(8 * pg_temp.uniform(felt.draw_key, 'other category'))::integer
    end as other_category,
    pg_temp.weighted_pick(
        pg_temp.uniform(felt.draw_key, 'device'),
        array[0.55, 0.93],
        array['mobile', 'desktop', 'tablet']
    ) as device,
    pg_temp.uniform(felt.draw_key, 'tracked') < 0.7 as is_tracked,
    pg_temp.uniform(felt.draw_key, 'member')
    < 1 / (
        1
        + exp(
            case when felt.first_order_day is null then 2.5 else 0 end
            - truth.loyalty_logit
            - 0.5 * felt.happiness
        )
    ) as is_member
from felt
cross join demo_truth as truth
inner join demo_places as places on felt.place_number = places.place_number
inner join demo_countries as countries on places.country = countries.country
inner join demo_channels as channels on felt.channel_number = channels.channel_number;

analyze demo_customers;
