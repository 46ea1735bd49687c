-- One row per month, segment and path of channels: how often it was gone, and how often to a purchase.
with paths as (

    select * from {{ ref('int_purchase_paths') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

listed_paths as (

    select * from {{ ref('purchase_paths') }}
    where path_rank is not null

),

totals as (

    select
        paths.path_month,
        {{ customer_segment_column() }},
        coalesce(listed_paths.channel_path, '(other paths)') as channel_path,
        sum(case when paths.outcome = 'purchase' then 1 else 0 end) as purchases,
        sum(case when paths.outcome = 'purchase' then 0 else 1 end) as paths_without_purchase,
        sum(case when paths.outcome = 'purchase' then paths.sessions else 0 end) as purchase_visits,
        coalesce(sum(paths.orders), 0) as orders,
        coalesce(sum(paths.net_revenue), 0) as net_revenue
    from paths
    left join customer_groups
        on paths.customer_id = customer_groups.customer_id
    left join listed_paths
        on paths.channel_path = listed_paths.channel_path
    group by 1, 2, 3

)

select
    path_month,
    segment,
    channel_path,
    cast(purchases as integer) as purchases,
    cast(paths_without_purchase as integer) as paths_without_purchase,
    cast(purchase_visits as integer) as purchase_visits,
    cast(orders as integer) as orders,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from totals
