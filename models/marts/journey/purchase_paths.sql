-- One row per path of channels that leads to purchases, the most frequent by name: how often, how soon, for how much?
{% set steps_shown = var('purchase_path_steps') %}

with touches as (

    select
        *,
        lag(channel) over (partition by path_id order by touch_number) as previous_channel
    from {{ ref('int_touches') }}
    where outcome <> 'open'

),

-- visits by the same channel one after another are one step
steps as (

    select
        *,
        row_number() over (partition by path_id order by touch_number) as step_number,
        count(*) over (partition by path_id) as steps
    from touches
    where touch_number = 1 or channel <> previous_channel

),

paths as (

    select
        path_id,
        min(outcome) as outcome,
        min(steps) as steps,
        max(touches) as sessions,
        max(days_before_purchase) as days_to_purchase,
        max(orders) as orders,
        max(net_revenue) as net_revenue,
        {{ dbt.listagg(
            "case when step_number = 1 and steps > " ~ steps_shown
            ~ " then channel || ' > …' else channel end",
            "' > '", "order by step_number"
        ) }} as channel_path
    from steps
    where step_number = 1 or step_number > steps - {{ steps_shown - 1 }}
    group by 1

),

path_counts as (

    select
        channel_path,
        sum(case when outcome = 'purchase' then 1 else 0 end) as purchases
    from paths
    group by 1

),

ranked_paths as (

    select
        channel_path,
        rank() over (order by purchases desc) as path_rank,
        -- all that are as frequent count along, so that no tie is split and the bound still holds
        count(*) over (order by purchases desc) as paths_down_to_here
    from path_counts
    where purchases > 0

),

combined as (

    select
        coalesce(ranked_paths.channel_path, '(other paths)') as channel_path,
        min(ranked_paths.path_rank) as path_rank,
        sum(case when paths.outcome = 'purchase' then 1 else 0 end) as purchases,
        count(*) as paths,
        sum(paths.orders) as orders,
        sum(paths.net_revenue) as net_revenue,
        avg(case when paths.outcome = 'purchase' then paths.sessions end) as mean_sessions,
        {{ quantiles('paths.days_to_purchase', [0.5]) }} as days_to_purchase
    from paths
    left join ranked_paths
        on
            paths.channel_path = ranked_paths.channel_path
            and ranked_paths.paths_down_to_here <= {{ var('purchase_paths') }}
    group by 1
    union all
    select
        '(no visit)' as channel_path,
        null as path_rank,
        sum(purchases) as purchases,
        null as paths,
        sum(orders) as orders,
        sum(net_revenue) as net_revenue,
        null as mean_sessions,
        null as days_to_purchase
    from {{ ref('int_unattributed_orders') }}
    having count(*) > 0

)

select
    channel_path,
    cast(path_rank as integer) as path_rank,
    cast(purchases as integer) as purchases,
    {{ rate('purchases', 'sum(purchases) over ()') }} as purchase_rate,
    cast(paths - purchases as integer) as paths_without_purchase,
    {{ rate('purchases', 'paths') }} as conversion_rate,
    cast(coalesce(orders, 0) as integer) as orders,
    cast(coalesce(net_revenue, 0) as numeric(14, 2)) as net_revenue,
    cast(mean_sessions as {{ dbt.type_float() }}) as mean_sessions,
    days_to_purchase[1] as median_days_to_purchase
from combined
