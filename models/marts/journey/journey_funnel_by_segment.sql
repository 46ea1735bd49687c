-- One row per month of the first visit, segment and stage: how many visitors have got there, and how many went on.
with visitor_stages as (

    select * from {{ ref('int_visitor_stages') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

)

select
    visitor_stages.first_month,
    {{ customer_segment_column() }},
    visitor_stages.stage_number,
    visitor_stages.stage,
    cast(count(*) as integer) as visitors,
    cast(count(visitor_stages.seen_at) as integer) as seen_visitors,
    cast(count(visitor_stages.next_reached_at) as integer) as next_stage_visitors
from visitor_stages
left join customer_groups
    on visitor_stages.customer_id = customer_groups.customer_id
group by 1, 2, 3, 4
