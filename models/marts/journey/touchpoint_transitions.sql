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

-- named after counting: there are few different steps
counted_steps as (

    select
        {{ label_of('touchpoint') }} as touchpoint,
        case
            when not is_last then {{ label_of('next_touchpoint') }}
            when has_purchase = 1 then '(purchase)'
            else '(no purchase)'
        end as next_touchpoint,
        is_first,
        count(*) as steps
    from steps
    group by 1, 2, 3

),

touchpoints as (

    select
        touchpoint,
        -- all that are as frequent count along, so that no tie is split and the bound still holds
        count(*) over (order by sum(steps) desc) as touchpoints_down_to_here
    from counted_steps
    group by 1

),

shown_touchpoints as (

    select touchpoint
    from touchpoints
    where touchpoints_down_to_here <= {{ var('journey_touchpoints') }}

),

all_transitions as (

    select
        touchpoint as from_state,
        next_touchpoint as to_state,
        steps
    from counted_steps
    union all
    select
        '(start)' as from_state,
        touchpoint as to_state,
        steps
    from counted_steps
    where is_first

),

transitions as (

    select
        case
            when all_transitions.from_state = '(start)' or shown_from.touchpoint is not null
                then all_transitions.from_state
            else '(other)'
        end as from_touchpoint,
        case
            when
                all_transitions.to_state in ('(purchase)', '(no purchase)')
                or shown_to.touchpoint is not null
                then all_transitions.to_state
            else '(other)'
        end as to_touchpoint,
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
