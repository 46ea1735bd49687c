-- One row per pair of touchpoints that follow one another in a visit, its start and end included: how often, how probable?
with transitions as (

    select
        from_touchpoint,
        to_touchpoint,
        sum(transitions) as transitions
    from {{ ref('touchpoint_transitions_by_segment') }}
    group by 1, 2

)

select
    from_touchpoint,
    to_touchpoint,
    cast(transitions as integer) as transitions,
    {{ rate('transitions', 'sum(transitions) over (partition by from_touchpoint)') }}
        as transition_rate
from transitions
