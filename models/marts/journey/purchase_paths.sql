-- One row per path of channels that leads to purchases, the most frequent by name: how often, how soon, for how much?
with paths as (

    select * from {{ ref('int_purchase_paths') }}

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
