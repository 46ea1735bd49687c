-- Accounting: what comes to a state leaves it, what starts ends, and probabilities add up to 1.
with transitions as (

    select
        'touchpoint' as kind,
        'all' as period,
        from_touchpoint as from_state,
        to_touchpoint as to_state,
        transitions,
        transition_rate
    from {{ ref('touchpoint_transitions') }}
    union all
    select
        'channel' as kind,
        period,
        from_channel as from_state,
        to_channel as to_state,
        transitions,
        transition_rate
    from {{ ref('channel_transitions') }}

),

-- the start leads to as many ends as there are
arrivals as (

    select
        kind,
        period,
        case
            when to_state in ('(purchase)', '(no purchase)') then '(start)' else to_state
        end as journey_state,
        sum(transitions) as arrivals
    from transitions
    group by 1, 2, 3

),

departures as (

    select
        kind,
        period,
        from_state as journey_state,
        sum(transitions) as departures,
        sum(transition_rate) as transition_rate
    from transitions
    group by 1, 2, 3

)

select
    departures.*,
    arrivals.arrivals
from departures
full outer join arrivals
    on
        departures.kind = arrivals.kind
        and departures.period = arrivals.period
        and departures.journey_state = arrivals.journey_state
where
    departures.departures is null
    or arrivals.arrivals is null
    or departures.departures <> arrivals.arrivals
    or abs(departures.transition_rate - 1) > 0.000000001
