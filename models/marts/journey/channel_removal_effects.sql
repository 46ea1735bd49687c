-- One row per period (all, month) and channel: what part of the purchases would be lost without it?
with transitions as (

    select * from {{ ref('channel_transitions') }}

),

-- every channel of a path is left at some time
channels as (

    select
        period_type,
        period,
        from_channel as channel,
        sum(transitions) as touches,
        row_number() over (
            partition by period
            order by case when from_channel = '(start)' then 0 else 1 end, from_channel
        ) as channel_number
    from transitions
    group by 1, 2, 3

),

next_states as (

    select
        period,
        channel,
        channel_number
    from channels
    where channel <> '(start)'
    union all
    select
        channels.period,
        ends.channel,
        1000000 + ends.channel_number as channel_number
    from channels
    cross join (
        values (1, '(purchase)'), (2, '(no purchase)')
    ) as ends (channel_number, channel)
    where channels.channel = '(start)'

),

matrix_lines as (

    select
        channels.period,
        channels.channel_number,
        array_agg(
            cast(coalesce(transitions.transitions, 0) as {{ dbt.type_float() }})
            order by next_states.channel_number
        ) as transitions
    from channels
    inner join next_states
        on channels.period = next_states.period
    left join transitions
        on
            channels.period = transitions.period
            and channels.channel = transitions.from_channel
            and next_states.channel = transitions.to_channel
    group by 1, 2

),

effects as materialized (

    select
        period,
        {{ function('removal_effects') }}(
            array_agg(transitions order by channel_number)
        ) as removal_effects
    from matrix_lines
    group by 1

),

channel_effects as (

    select
        channels.period_type,
        channels.period,
        channels.channel,
        channels.touches,
        {{ round_off('effects.removal_effects[channels.channel_number - 1]') }} as removal_effect
    from channels
    inner join effects
        on channels.period = effects.period
    where channels.channel <> '(start)'

)

select
    period_type,
    period,
    channel,
    cast(touches as integer) as touches,
    removal_effect,
    {{ rate(
        'removal_effect', 'sum(cast(removal_effect as numeric)) over (partition by period)'
    ) }} as markov_credit
from channel_effects
