-- One row per month, segment, channel of the visit and device: visits, how many were first ones, left at once or bought.
with sessions as (

    select * from {{ ref('journey_sessions') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

totals as (

    select
        sessions.session_month as visit_month,
        {{ customer_segment_column() }},
        sessions.channel as visit_channel,
        sessions.device,
        count(*) as visits,
        sum(case when sessions.session_number = 1 then 1 else 0 end) as first_visits,
        count(sessions.customer_id) as customer_visits,
        sum(case when sessions.is_bounce then 1 else 0 end) as bounced_visits,
        sum(case when sessions.has_purchase then 1 else 0 end) as purchase_visits,
        sum(sessions.events) as events
    from sessions
    left join customer_groups
        on sessions.customer_id = customer_groups.customer_id
    group by 1, 2, 3, 4

)

select
    visit_month,
    segment,
    visit_channel,
    device,
    cast(visits as integer) as visits,
    cast(first_visits as integer) as first_visits,
    cast(customer_visits as integer) as customer_visits,
    cast(bounced_visits as integer) as bounced_visits,
    cast(purchase_visits as integer) as purchase_visits,
    cast(events as integer) as events
from totals
