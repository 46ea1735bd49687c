-- Who was referred, and by whom: a satisfied customer with a smaller number (so that the first thousand
-- customers are the same in a set of any size) who had bought at least two weeks before.
insert into demo_everybody (number, customer_id, first_order_at, happiness)
select
    number,
    customer_id,
    first_order_at,
    happiness
from demo_customers;

with referrals as (

    select
        referred.number,
        referrer.number as referrer_number
    from demo_customers as referred
    cross join demo_truth as truth
    cross join
        lateral (
            select everybody.number
            from generate_series(1, 8) as attempts (attempt)
            inner join demo_everybody as everybody
                on
                    everybody.number = 1 + floor(
                        (referred.number - 1)
                        * pg_temp.uniform(referred.draw_key, 'referrer', attempts.attempt)
                    )::integer
            where
                everybody.happiness > 0
                and everybody.first_order_at < referred.signup_at - interval '14 days'
            order by attempts.attempt
            limit 1
        ) as referrer
    where
        pg_temp.uniform(referred.draw_key, 'referred') < truth.referred
        and referred.first_order_at is not null

)

update demo_customers
set
    channel = 'referral',
    referrer_number = referrals.referrer_number
from referrals
where demo_customers.number = referrals.number;

-- The campaign that won each customer, now that the channel is known.
with seasons as materialized (

    select
        customers.number,
        customers.channel,
        coalesce(channels.has_gift_season, false)
        and extract(month from customers.signup_at) >= 11
        and pg_temp.uniform(customers.draw_key, 'seasonal campaign') < 0.4 as is_seasonal,
        pg_temp.uniform(customers.draw_key, 'campaign') as portion
    from demo_customers as customers
    left join demo_channels as channels on customers.channel = channels.channel

),

chosen as (

    select
        seasons.number,
        campaigns.campaign
    from seasons
    inner join demo_campaigns as campaigns
        on
            seasons.channel = campaigns.channel
            and seasons.is_seasonal = campaigns.is_seasonal
            and seasons.portion >= campaigns.portion_from
            and seasons.portion < campaigns.portion_to

)

update demo_customers
set campaign = chosen.campaign
from chosen
where demo_customers.number = chosen.number;
