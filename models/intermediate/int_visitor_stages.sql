-- One row per visitor and stage of the journey that they have reached: when they were seen there, and when they went on.
with sessions as (

    select
        *,
        row_number() over (partition by visitor order by started_at, session_id) as session_number,
        min(purchase_at) over (partition by visitor) as first_purchase_at
    from {{ ref('int_sessions') }}

),

visitors as (

    select
        visitor,
        min(customer_id) as customer_id,
        min(started_at) as first_seen_at,
        max(case when session_number = 1 then channel end) as channel,
        max(case when session_number = 1 then device end) as device,
        min(awareness_at) as awareness_at,
        min(consideration_at) as consideration_at,
        min(decision_at) as decision_at,
        min(purchase_at) as purchase_at,
        -- following a parcel that was bought elsewhere is no stage behind a purchase that nobody saw
        min(case when retention_at >= first_purchase_at then retention_at end) as retention_at,
        min(case when advocacy_at >= first_purchase_at then advocacy_at end) as advocacy_at
    from sessions
    group by 1

),

stages as (

    {{ journey_stages() }}

),

visitor_stages as (

    select
        visitors.visitor,
        visitors.customer_id,
        visitors.first_seen_at,
        visitors.channel,
        visitors.device,
        stages.stage_number,
        stages.stage,
        case stages.stage
            when 'awareness' then visitors.awareness_at
            when 'consideration' then visitors.consideration_at
            when 'decision' then visitors.decision_at
            when 'purchase' then visitors.purchase_at
            when 'retention' then visitors.retention_at
            when 'advocacy' then visitors.advocacy_at
        end as seen_at,
        -- whoever is seen at a later stage has reached the one between; least() passes over null
        least(
            case when stages.stage_number < 2 then visitors.consideration_at end,
            case when stages.stage_number < 3 then visitors.decision_at end,
            case when stages.stage_number < 4 then visitors.purchase_at end,
            case when stages.stage_number < 5 then visitors.retention_at end,
            case when stages.stage_number < 6 then visitors.advocacy_at end
        ) as next_reached_at
    from visitors
    cross join stages

)

select
    visitor,
    stage_number,
    stage,
    seen_at,
    next_reached_at,
    case when seen_at <= next_reached_at then {{ hours_between('seen_at', 'next_reached_at') }} end
        as hours_to_next_stage,
    customer_id,
    channel,
    device,
    {{ month_of('first_seen_at') }} as first_month
from visitor_stages
where seen_at is not null or next_reached_at is not null
