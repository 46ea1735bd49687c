-- One row per channel, campaign and month of marketing spend, under the channel's name in the journey.
with spend as (

    select * from {{ ref('int_acquisition_spend') }}

),

channels as (

    select * from {{ ref('int_journey_channels') }}

),

named_spend as (

    select
        spend.campaign,
        spend.spend_month,
        spend.spend,
        coalesce(channels.shown_channel, spend.channel) as channel
    from spend
    left join channels
        on spend.channel = channels.channel

)

select
    channel,
    campaign,
    spend_month,
    cast(sum(spend) as numeric(14, 2)) as spend
from named_spend
group by 1, 2, 3
