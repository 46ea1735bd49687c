-- Who was referred, and by whom: a satisfied customer with a smaller number (so that the first thousand
-- customers are the same in a set of any size) who had bought at least two weeks before.
insert into demo_everybody (number, customer_id, first_order_at, happiness)
select
    number,
    customer_id,
    first_order_at,
    happiness
from demo_customers;

update demo_customers
set
    channel = 'referral',
    referrer_number = referrals.referrer_number
from (
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
                        * pg_temp.uniform(referred.key, 'referrer', attempts.attempt)
                    )::integer
            where
                everybody.happiness > 0
                and everybody.first_order_at < referred.signup_at - interval '14 days'
            order by attempts.attempt
            limit 1
        ) as referrer
    where
        pg_temp.uniform(referred.key, 'referred') < truth.referred
        and referred.first_order_at is not null
) as referrals
where demo_customers.number = referrals.number;

-- The campaign that won each customer, now that the channel is known.
update demo_customers
set campaign = chosen.campaign
from (
    select
        customers.number,
        campaigns.campaign
    from (
        select
            number,
            channel,
            extract(month from signup_at) >= 11
            and channel in (select channel from demo_campaigns where is_seasonal)
            and pg_temp.uniform(key, 'seasonal campaign') < 0.4 as is_seasonal,
            pg_temp.uniform(key, 'campaign') as share
        from demo_customers
        offset 0  -- each draw once
    ) as customers
    inner join (
        select
            channel,
            campaign,
            is_seasonal,
            sum(share) over ladder - share as share_from,
            sum(share) over ladder as share_to
        from demo_campaigns
        window ladder as (partition by channel, is_seasonal order by campaign)
    ) as campaigns
        on
            customers.channel = campaigns.channel
            and customers.is_seasonal = campaigns.is_seasonal
            and customers.share >= campaigns.share_from
            and customers.share < campaigns.share_to
) as chosen
where demo_customers.number = chosen.number;
