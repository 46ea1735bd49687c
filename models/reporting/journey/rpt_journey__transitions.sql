-- One row per month, segment and pair of touchpoints that follow one another, the most frequent by name: how often.
with transitions as (

    select
        *,
        from_touchpoint || ' > ' || to_touchpoint as pair
    from {{ ref('touchpoint_transitions_by_segment') }}

),

pairs as (

    {{ largest_labels('transitions', 'pair', 'transitions', most=60) }}

)

select
    {{ period_month('transitions.visit_month') }},
    transitions.segment,
    case pairs.shown_pair when '(other)' then '(other)' else transitions.from_touchpoint end
        as from_touchpoint,
    case pairs.shown_pair when '(other)' then '(other)' else transitions.to_touchpoint end
        as to_touchpoint,
    cast(sum(transitions.transitions) as integer) as transitions
from transitions
inner join pairs
    on transitions.pair = pairs.pair
group by 1, 2, 3, 4
