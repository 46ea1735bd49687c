-- One row per month, channel of visits, the largest by name, and model of attribution: the revenue that it gives the channel.
with attribution as (

    select
        channel as visit_channel,
        model as attribution_model,
        orders,
        net_revenue,
        cast(period || '-01' as date) as attribution_month
    from {{ ref('channel_attribution') }}
    where period_type = 'month' and channel <> '(unattributed)'

),

-- by what the models give it together, so that none of them chooses
shown as (

    {{ largest_labels('attribution', 'visit_channel', 'net_revenue', most=11) }}

),

totals as (

    select
        {{ period_month('attribution.attribution_month') }},
        shown.shown_visit_channel as visit_channel,
        attribution.attribution_model,
        sum(cast(attribution.orders as numeric)) as orders,
        sum(attribution.net_revenue) as net_revenue
    from attribution
    inner join shown
        on attribution.visit_channel = shown.visit_channel
    group by 1, 2, 3

)

select
    period_month,
    visit_channel,
    attribution_model,
    cast(orders as numeric(18, 4)) as orders,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from totals
where orders > 0 or net_revenue <> 0
