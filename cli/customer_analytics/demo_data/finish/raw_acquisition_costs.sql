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
with campaigns as (

    select
        campaigns.channel,
        campaigns.campaign,
        campaigns.is_seasonal,
        channels.cost_per_customer,
        channels.portion * campaigns.portion as portion,
        channels.has_gift_season
    from demo_campaigns as campaigns
    inner join demo_channels as channels on campaigns.channel = channels.channel

    union all

    select
        'podcast' as channel,
        '(none)' as campaign,
        false as is_seasonal,
        60 as cost_per_customer,
        0.008 as portion,
        false as has_gift_season

),

budgets as (

    select
        calendar.calendar_date as spend_date,
        campaigns.channel,
        campaigns.campaign,
        campaigns.cost_per_customer,
        run.customers
        * calendar.portion
        * campaigns.portion
        * (1 - 0.8 * truth.referred)  -- four in five of those who try find somebody who referred them
        * case
            when campaigns.is_seasonal then 0.4
            when campaigns.has_gift_season and calendar.is_gift_season then 0.6
            else 1
        end as expected_customers,
        pg_temp.uniform(
            run.key_offset,
            campaigns.channel || ' ' || campaigns.campaign,
            calendar.day_number
        ) as noise
    from demo_calendar as calendar
    cross join demo_run as run
    cross join demo_truth as truth
    cross join campaigns
    where
        campaigns.cost_per_customer > 0
        and (calendar.is_gift_season or not campaigns.is_seasonal)

),

won as (

    select
        signup_at::date as spend_date,
        acquisition_channel as channel,
        acquisition_campaign as campaign,
        count(*) as customers
    from raw.customers
    group by 1, 2, 3

),

spent as (

    select
        budgets.spend_date,
        budgets.channel,
        budgets.campaign,
        budgets.noise,
        budgets.cost_per_customer
        * (0.9 + 0.2 * budgets.noise)
        * (
            case when budgets.channel = 'podcast' then 1 else 0.5 end * budgets.expected_customers
            + 0.5 * coalesce(won.customers, 0)
        ) as spend
    from budgets
    left join won
        on
            budgets.spend_date = won.spend_date
            and budgets.channel = won.channel
            and budgets.campaign = won.campaign

)

select
    spend_date,
    channel,
    campaign,
    round(spend::numeric, 2) as spend,
    round(spend * (90 + 60 * noise))::bigint as impressions,
    round(spend * (0.9 + 0.5 * noise))::bigint as clicks,
    'EUR' as currency,
    spend_date::timestamp at time zone 'UTC' + interval '23 hours' as updated_at
from spent;
