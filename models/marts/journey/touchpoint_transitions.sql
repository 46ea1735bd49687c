-- One row per pair of touchpoints that follow one another in a visit, its start and end included: how often, how probable?
with events as (

    select
        event_id,
        {{ visit_of_event() }} as session_id,
        occurred_at,
        touchpoint,
        case when {{ stage_of_event() }} = 'purchase' then 1 else 0 end as is_purchase
    from {{ ref('stg_customer_journey_events') }}

),

steps as (

    select
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
        touchpoint,
        next_touchpoint,
        is_first,
        is_last,
        has_purchase,
        count(*) as steps
    from steps
    group by 1, 2, 3, 4, 5

),

-- named after counting, because there are few different steps
named_steps as (

    select
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

    select
        touchpoint as from_state,
        next_touchpoint as to_state,
        steps
    from named_steps
    union all
    select
        '(start)' as from_state,
        touchpoint as to_state,
        steps
    from named_steps
    where is_first

),

transitions as (

    select
        -- start and ends have no other name
        coalesce(shown_from.shown_touchpoint, all_transitions.from_state) as from_touchpoint,
        coalesce(shown_to.shown_touchpoint, all_transitions.to_state) as to_touchpoint,
        sum(all_transitions.steps) as transitions
    from all_transitions
    left join shown_touchpoints as shown_from
        on all_transitions.from_state = shown_from.touchpoint
    left join shown_touchpoints as shown_to
        on all_transitions.to_state = shown_to.touchpoint
    group by 1, 2

)

select
    from_touchpoint,
    to_touchpoint,
    cast(transitions as integer) as transitions,
    {{ rate('transitions', 'sum(transitions) over (partition by from_touchpoint)') }}
        as transition_rate
from transitions
