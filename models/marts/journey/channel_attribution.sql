-- One row per period (all, month), channel and model of attribution: what orders and revenue are given to it, for which spend?
with campaigns as (

    select * from {{ ref('campaign_attribution') }}

),

removal_effects as (

    select * from {{ ref('channel_removal_effects') }}

),

rule_credits as (

    select
        period_types.period_type,
        {{ journey_period('period_types.period_type', 'campaigns.attribution_month') }} as period,
        campaigns.channel,
        campaigns.model,
        sum(campaigns.spend) as spend,
        {{ exact_sum('campaigns.orders') }} as orders,
        sum(campaigns.net_revenue) as net_revenue
    from campaigns
    cross join {{ journey_period_types() }} as period_types
    group by 1, 2, 3, 4

),

-- what there is to share out is the same in each model
totals as (

    select
        period,
        sum(case when channel <> '(unattributed)' then orders else 0 end) as attributed_orders,
        sum(case when channel <> '(unattributed)' then net_revenue else 0 end)
            as attributed_revenue,
        sum(orders) as orders,
        sum(net_revenue) as net_revenue
    from rule_credits
    where model = 'first touch'
    group by 1

),

markov_credits as (

    select
        removal_effects.period_type,
        removal_effects.period,
        removal_effects.channel,
        0 as spend,
        coalesce(removal_effects.markov_credit, 0) * totals.attributed_orders as orders,
        {{ whole_cents(
            'coalesce(removal_effects.markov_credit, 0) * totals.attributed_revenue',
            'totals.attributed_revenue', 'removal_effects.period', 'removal_effects.channel'
        ) }} as net_revenue
    from removal_effects
    inner join totals
        on removal_effects.period = totals.period
    union all
    -- spend, and what is of no channel, as in any other model
    select
        period_type,
        period,
        channel,
        spend,
        case when channel = '(unattributed)' then orders else 0 end as orders,
        case when channel = '(unattributed)' then net_revenue else 0 end as net_revenue
    from rule_credits
    where model = 'first touch'

),

credits as (

    select * from rule_credits
    union all
    select
        period_type,
        period,
        channel,
        'markov' as model,
        sum(spend) as spend,
        {{ exact_sum('orders') }} as orders,
        sum(net_revenue) as net_revenue
    from markov_credits
    group by 1, 2, 3

)

select
    credits.period_type,
    credits.period,
    credits.channel,
    credits.model,
    cast(credits.spend as numeric(14, 2)) as spend,
    credits.orders,
    {{ rate('credits.orders', 'totals.orders') }} as order_rate,
    cast(credits.net_revenue as numeric(14, 2)) as net_revenue,
    {{ rate('credits.net_revenue', 'totals.net_revenue') }} as revenue_rate,
    {{ rate('credits.net_revenue', 'credits.spend') }} as return_on_ad_spend,
    {{ money_per('credits.spend', 'cast(credits.orders as numeric)') }} as cost_per_order
from credits
inner join totals
    on credits.period = totals.period
