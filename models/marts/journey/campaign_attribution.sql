-- One row per month, channel, campaign and rule of attribution: what orders and revenue are given to them, for which spend?
with models as (

    select model
    from (
        values ('first touch'), ('last touch'), ('linear'), ('position based'), ('time decay')
    ) as listed (model)

),

touch_credits as (

    select
        touches.*,
        models.model,
        case models.model
            when 'first touch' then touches.first_touch_credit
            when 'last touch' then touches.last_touch_credit
            when 'linear' then touches.linear_credit
            when 'position based' then touches.position_based_credit
            when 'time decay' then touches.time_decay_credit
        end as credit
    from {{ ref('attribution_touches') }} as touches
    cross join models

),

credited as (

    select
        purchase_month,
        channel,
        campaign,
        model,
        {{ exact_sum('credit * purchase_orders') }} as orders,
        {{ exact_sum('credit * purchase_net_revenue') }} as net_revenue,
        sum(case when touch_number = 1 then purchase_net_revenue else 0 end) as path_revenue
    from touch_credits
    group by 1, 2, 3, 4

),

attributed as (

    select
        purchase_month,
        channel,
        campaign,
        model,
        orders,
        {{ whole_cents(
            'net_revenue', 'sum(path_revenue) over (partition by purchase_month, model)',
            'purchase_month, model', 'channel, campaign'
        ) }} as net_revenue
    from credited

),

-- spend without purchases and purchases without spend or visits are rows, and no losses
combined as (

    select
        purchase_month as attribution_month,
        channel,
        campaign,
        model,
        0 as spend,
        orders,
        net_revenue
    from attributed
    union all
    select
        orders.purchase_month,
        '(unattributed)' as channel,
        '(unattributed)' as campaign,
        models.model,
        0 as spend,
        orders.orders,
        orders.net_revenue
    from {{ ref('int_unattributed_orders') }} as orders
    cross join models
    union all
    select
        spend.spend_month,
        spend.channel,
        spend.campaign,
        models.model,
        spend.spend,
        0 as orders,
        0 as net_revenue
    from {{ ref('int_channel_spend') }} as spend
    cross join models

)

select
    attribution_month,
    channel,
    campaign,
    model,
    cast(sum(spend) as numeric(14, 2)) as spend,
    {{ exact_sum('orders') }} as orders,
    cast(sum(net_revenue) as numeric(14, 2)) as net_revenue,
    {{ rate('sum(net_revenue)', 'sum(spend)') }} as return_on_ad_spend
from combined
group by 1, 2, 3, 4
