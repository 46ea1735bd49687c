-- One row per month, segment and path of channels, the most frequent by name: how often it was gone, and to what.
{% set most_paths = 20 %}

with segment_paths as (

    select * from {{ ref('purchase_paths_by_segment') }}

),

listed_paths as (

    select
        channel_path,
        row_number() over (order by path_rank, channel_path) as place
    from {{ ref('purchase_paths') }}
    where path_rank is not null

),

totals as (

    select
        {{ period_month('segment_paths.path_month') }},
        segment_paths.segment,
        case
            when listed_paths.place <= {{ most_paths }} then listed_paths.channel_path
            else '(other paths)'
        end as channel_path,
        sum(segment_paths.purchases + segment_paths.paths_without_purchase) as paths,
        sum(segment_paths.purchases) as purchases,
        sum(segment_paths.purchase_visits) as purchase_visits,
        sum(segment_paths.net_revenue) as net_revenue
    from segment_paths
    left join listed_paths
        on segment_paths.channel_path = listed_paths.channel_path
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel_path,
    cast(paths as integer) as paths,
    cast(purchases as integer) as purchases,
    cast(purchase_visits as integer) as purchase_visits,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from totals
