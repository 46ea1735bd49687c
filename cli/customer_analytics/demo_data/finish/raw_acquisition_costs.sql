-- raw.acquisition_costs: what each campaign cost each day. Half of it is the budget, which follows the
-- expected number of customers; the other half follows the customers that the campaign really won.
-- Organic and referred customers cost nothing here (rewards are in the referral program), and a podcast
-- costs money without winning anybody whom one could name.
insert into raw.acquisition_costs (
    spend_date,
    channel,
    campaign,
    spend,
    impressions,
    clicks,
    currency,
    updated_at
)
with won as (

    select
        signup_at::date as spend_date,
        acquisition_channel as channel,
        acquisition_campaign as campaign,
        count(*) as customers
    from raw.customers
    group by 1, 2, 3

),

campaign_days as materialized (

    select
        calendar.calendar_date as spend_date,
        campaigns.channel,
        campaigns.campaign,
        channels.cost_per_customer,
        run.customers
        * calendar.share
        * channels.share
        * (1 - 0.8 * truth.referred)  -- the rest is referred
        * case
            when campaigns.is_seasonal then 0.4
            when
                extract(month from calendar.calendar_date) >= 11
                and campaigns.channel in (select channel from demo_campaigns where is_seasonal)
                then 0.6 * campaigns.share
            else campaigns.share
        end as expected_customers,
        pg_temp.uniform(
            run.key_offset, campaigns.channel || campaigns.campaign, calendar.day_number
        ) as noise
    from demo_calendar as calendar
    cross join demo_run as run
    cross join demo_truth as truth
    cross join demo_campaigns as campaigns
    inner join demo_channels as channels on campaigns.channel = channels.channel
    where not campaigns.is_seasonal or extract(month from calendar.calendar_date) >= 11

    union all

    select
        calendar.calendar_date,
        'podcast',
        '(none)',
        60,
        run.customers * calendar.share * 0.008,
        pg_temp.uniform(run.key_offset, 'podcast', calendar.day_number)
    from demo_calendar as calendar
    cross join demo_run as run

),

spent as (

    select
        days.spend_date,
        days.channel,
        days.campaign,
        days.noise,
        days.cost_per_customer
        * (0.9 + 0.2 * days.noise)
        * (0.5 * days.expected_customers + 0.5 * coalesce(won.customers, 0)) as spend
    from campaign_days as days
    left join won
        on
            days.spend_date = won.spend_date
            and days.channel = won.channel
            and days.campaign = won.campaign

)

select
    spend_date,
    channel,
    campaign,
    round(spend::numeric, 2) as spend,
    round(spend * (90 + 60 * noise))::bigint as impressions,
    round(spend * (0.9 + 0.5 * noise))::bigint as clicks,
    'EUR' as currency,
    -- The advertisers' bills are read the night after.
    spend_date::timestamp at time zone 'UTC' + interval '23 hours' as updated_at
from spent;
