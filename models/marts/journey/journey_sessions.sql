-- One row per visit: whose it was, where it came from, how far it went.
with sessions as (

    select * from {{ ref('int_sessions') }}

),

numbered_sessions as (

    select
        *,
        row_number() over visitor_sessions as session_number,
        lag(started_at) over visitor_sessions as previous_started_at
    from sessions
    window visitor_sessions as (partition by visitor order by started_at, session_id)

)

select
    session_id,
    visitor,
    customer_id,
    anonymous_id,
    started_at,
    ended_at,
    {{ day_of('started_at') }} as session_date,
    {{ month_of('started_at') }} as session_month,
    awareness_at,
    consideration_at,
    decision_at,
    purchase_at,
    retention_at,
    advocacy_at,
    recognised,
    channel,
    campaign,
    device,
    first_touchpoint,
    last_touchpoint,
    case
        when advocacy_at is not null then 'advocacy'
        when retention_at is not null then 'retention'
        when purchase_at is not null then 'purchase'
        when decision_at is not null then 'decision'
        when consideration_at is not null then 'consideration'
        when awareness_at is not null then 'awareness'
    end as furthest_stage,
    cast(session_number as integer) as session_number,
    {{ hours_between('previous_started_at', 'started_at') }} / 24 as days_since_previous_session,
    {{ hours_between('started_at', 'ended_at') }} * 60 as minutes,
    cast(events as integer) as events,
    events = 1 as is_bounce,
    purchase_at is not null as has_purchase
from numbered_sessions
