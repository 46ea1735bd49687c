-- One row per month of spend, channel and months since: what the customers it brought have bought by then. Spend that brought
-- nobody is in it; customers who came without spend are not.
with performance as (

    select * from {{ ref('acquisition_performance') }}
    where spend > 0

),

payback as (

    select * from {{ ref('acquisition_payback') }}

),

channels as (

    select * from {{ ref('acquisition_channels') }}

),

spend_months as (

    select
        performance.channel,
        performance.campaign,
        performance.acquisition_month,
        performance.spend,
        months.months_since
    from performance
    cross join {{ ref('dashboard_window') }} as dashboard_window
    -- a month that is not over would look like one that brings nothing
    cross join lateral {{ each_month_since(dbt.datediff(
        'performance.acquisition_month', 'dashboard_window.last_whole_month', 'month'
    )) }} as months (months_since)

)

select
    {{ period_month('spend_months.acquisition_month') }},
    channels.channel,
    cast(spend_months.months_since as integer) as months_since,
    cast(sum(spend_months.spend) as numeric(14, 2)) as spend,
    cast(sum(coalesce(payback.cumulative_net_revenue, 0)) as numeric(14, 2))
        as cumulative_net_revenue
from spend_months
inner join channels
    on spend_months.channel = channels.acquisition_channel
left join payback
    on
        spend_months.channel = payback.channel
        and spend_months.campaign = payback.campaign
        and spend_months.acquisition_month = payback.acquisition_month
        and spend_months.months_since = payback.months_since
group by 1, 2, 3
