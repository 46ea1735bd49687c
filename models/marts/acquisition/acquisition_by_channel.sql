-- One row per month, channel as the dashboard has it and campaign, the largest by name: what was spent, and whom it brought.
with performance as (

    select * from {{ ref('acquisition_performance') }}

),

channels as (

    select * from {{ ref('acquisition_channels') }}

),

campaigns as (

    select
        channel,
        campaign,
        row_number() over (
            order by sum(new_customers) desc, sum(spend) desc, channel asc, campaign asc
        ) as place
    from performance
    group by 1, 2

)

select
    performance.acquisition_month,
    channels.channel,
    case when campaigns.place <= 30 then performance.campaign else '(other)' end as campaign,
    cast(sum(performance.spend) as numeric(14, 2)) as spend,
    cast(sum(performance.new_customers) as integer) as new_customers,
    cast(sum(
        case when performance.spend > 0 then performance.new_customers else 0 end
    ) as integer) as paid_customers,
    cast(sum(performance.buyers) as integer) as buyers,
    cast(sum(performance.net_revenue) as numeric(14, 2)) as net_revenue,
    cast(coalesce({{ exact_sum('performance.predicted_lifetime_value') }}, 0) as numeric(18, 4))
        as predicted_lifetime_value
from performance
inner join channels
    on performance.channel = channels.acquisition_channel
inner join campaigns
    on
        performance.channel = campaigns.channel
        and performance.campaign = campaigns.campaign
group by 1, 2, 3
