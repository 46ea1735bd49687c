-- One row per period (all, month) and pair of channels that follow one another on the way to a purchase, or to none.
with touches as (

    select * from {{ ref('int_touches') }}
    where outcome <> 'open'

),

steps as (

    select
        path_month,
        channel,
        outcome,
        lead(channel) over (partition by path_id order by touch_number) as next_channel,
        touch_number = 1 as is_first
    from touches

),

counted_steps as (

    select
        path_month,
        channel,
        is_first,
        coalesce(next_channel, '(' || outcome || ')') as next_channel,
        count(*) as steps
    from steps
    group by 1, 2, 3, 4

),

all_steps as (

    select
        path_month,
        channel as from_channel,
        next_channel as to_channel,
        steps
    from counted_steps
    union all
    select
        path_month,
        '(start)' as from_channel,
        channel as to_channel,
        steps
    from counted_steps
    where is_first

),

transitions as (

    select
        period_types.period_type,
        {{ journey_period('period_types.period_type', 'all_steps.path_month') }} as period,
        all_steps.from_channel,
        all_steps.to_channel,
        sum(all_steps.steps) as transitions
    from all_steps
    cross join {{ journey_period_types() }} as period_types
    group by 1, 2, 3, 4

)

select
    period_type,
    period,
    from_channel,
    to_channel,
    cast(transitions as integer) as transitions,
    {{ rate('transitions', 'sum(transitions) over (partition by period, from_channel)') }}
        as transition_rate
from transitions
