-- One row per month, segment and pair of touchpoints that follow one another in a visit, its start and end included.
with events as (

    select
        event_id,
        {{ visit_of_event() }} as session_id,
        occurred_at,
        touchpoint,
        case when {{ stage_of_event() }} = 'purchase' then 1 else 0 end as is_purchase
    from {{ ref('stg_customer_journey_events') }}

),

-- materialized, or the planner, who takes staging for small, looks up each event's visit by itself
visits as materialized (

    select
        sessions.session_id,
        sessions.session_month as visit_month,
        {{ customer_segment_column() }}
    from {{ ref('journey_sessions') }} as sessions
    left join {{ ref('customer_groups') }} as customer_groups
        on sessions.customer_id = customer_groups.customer_id

),

steps as (

    select
        session_id,
        touchpoint,
        lead(touchpoint) over visit as next_touchpoint,
        row_number() over visit = 1 as is_first,
        lead(event_id) over visit is null as is_last,
        max(is_purchase) over (partition by session_id) as has_purchase
    from events
    window visit as (partition by session_id order by occurred_at, event_id)

),

counted_steps as (

    select
        visits.visit_month,
        visits.segment,
        steps.touchpoint,
        steps.next_touchpoint,
        steps.is_first,
        steps.is_last,
        steps.has_purchase,
        count(*) as steps
    from steps
    inner join visits
        on steps.session_id = visits.session_id
    group by 1, 2, 3, 4, 5, 6, 7

),

-- named after counting, because there are few different steps
named_steps as (

    select
        visit_month,
        segment,
        is_first,
        steps,
        {{ label_of('touchpoint') }} as touchpoint,
        case
            when not is_last then {{ label_of('next_touchpoint') }}
            when has_purchase = 1 then '(purchase)'
            else '(no purchase)'
        end as next_touchpoint
    from counted_steps

),

shown_touchpoints as (

    select
        touchpoint,
        -- all that are as frequent count along, so that no tie is split and the bound still holds
        case
            when count(*) over (order by sum(steps) desc) <= {{ var('journey_touchpoints') }}
                then touchpoint
            else '(other)'
        end as shown_touchpoint
    from named_steps
    group by 1

),

all_transitions as (

    select * from named_steps
    union all
    select
        visit_month,
        segment,
        is_first,
        steps,
        '(start)' as touchpoint,
        touchpoint as next_touchpoint
    from named_steps
    where is_first

)

select
    all_transitions.visit_month,
    all_transitions.segment,
    cast(sum(all_transitions.steps) as integer) as transitions,
    -- start and ends have no other name
    coalesce(shown_from.shown_touchpoint, all_transitions.touchpoint) as from_touchpoint,
    coalesce(shown_to.shown_touchpoint, all_transitions.next_touchpoint) as to_touchpoint
from all_transitions
left join shown_touchpoints as shown_from
    on all_transitions.touchpoint = shown_from.touchpoint
left join shown_touchpoints as shown_to
    on all_transitions.next_touchpoint = shown_to.touchpoint
group by 1, 2, 4, 5
