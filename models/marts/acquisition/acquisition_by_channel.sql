-- One row per month, channel as the dashboard has it and campaign, the largest by name: what was spent, and whom it brought.
with performance as (

    select * from {{ ref('acquisition_performance') }}

),

channels as (

    select * from {{ ref('acquisition_channels') }}

),

acquisition as (

    select
        performance.acquisition_month,
        channels.channel,
        performance.campaign,
        performance.spend,
        performance.new_customers,
        performance.buyers,
        performance.net_revenue,
        performance.predicted_lifetime_value
    from performance
    inner join channels
        on performance.channel = channels.acquisition_channel

),

campaigns as (

    {{ largest_labels('acquisition', 'campaign', 'new_customers', most=8, within='channel') }}

)

select
    acquisition.acquisition_month,
    acquisition.channel,
    campaigns.shown_campaign as campaign,
    cast(sum(acquisition.spend) as numeric(14, 2)) as spend,
    cast(sum(acquisition.new_customers) as integer) as new_customers,
    cast(sum(
        case when acquisition.spend > 0 then acquisition.new_customers else 0 end
    ) as integer) as paid_customers,
    cast(sum(acquisition.buyers) as integer) as buyers,
    cast(sum(acquisition.net_revenue) as numeric(14, 2)) as net_revenue,
    coalesce({{ exact_sum('acquisition.predicted_lifetime_value') }}, 0)
        as predicted_lifetime_value
from acquisition
inner join campaigns
    on
        acquisition.channel = campaigns.channel
        and acquisition.campaign = campaigns.campaign
group by 1, 2, 3
