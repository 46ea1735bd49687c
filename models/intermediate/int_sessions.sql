-- One row per visit: when, by which channel, how far it went, and whose it was, as far as that is known by now.
{% set event_order = 'occurred_at, event_id' %}

with events as (

    select
        event_id,
        customer_id,
        anonymous_id,
        {{ visit_of_event() }} as session_id,
        occurred_at,
        {{ stage_of_event() }} as stage,
        touchpoint,
        channel,
        campaign,
        device
    from {{ ref('stg_customer_journey_events') }}

),

-- one sort by visit and time serves all that is first or in order
sessions as (

    select
        session_id,
        {{ first_in_order('customer_id', event_order) }} as recognised_customer_id,
        {{ first_in_order('anonymous_id', event_order) }} as anonymous_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        {{ label_of(first_in_order('channel', event_order)) }} as channel,
        {{ label_of(first_in_order('campaign', event_order, 'channel is not null')) }} as campaign,
        {{ label_of(first_in_order('device', event_order)) }} as device,
        {{ label_of(first_in_order('touchpoint', event_order, 'true')) }} as first_touchpoint,
        {{ label_of(last_in_order('touchpoint', event_order)) }} as last_touchpoint,
        {{ list_in_order('touchpoint', event_order) }} as touchpoints,
        count(*) as events,
        min(case when stage = 'awareness' then occurred_at end) as awareness_at,
        min(case when stage = 'consideration' then occurred_at end) as consideration_at,
        min(case when stage = 'decision' then occurred_at end) as decision_at,
        min(case when stage = 'purchase' then occurred_at end) as purchase_at,
        min(case when stage = 'retention' then occurred_at end) as retention_at,
        min(case when stage = 'advocacy' then occurred_at end) as advocacy_at
    from events
    group by 1

),

numbered_sessions as (

    select
        *,
        count(recognised_customer_id) over (
            partition by anonymous_id order by started_at, session_id
        ) as recognitions_so_far
    from sessions

),

recognitions as (

    select
        anonymous_id,
        recognitions_so_far as recognition,
        recognised_customer_id as customer_id
    from numbered_sessions
    where recognised_customer_id is not null

)

select
    numbered_sessions.*,
    coalesce(
        numbered_sessions.recognised_customer_id, next_one.customer_id, last_one.customer_id
    ) as customer_id,
    coalesce(
        'customer ' || numbered_sessions.recognised_customer_id,
        'customer ' || next_one.customer_id,
        'customer ' || last_one.customer_id,
        'device ' || numbered_sessions.anonymous_id,
        'visit ' || numbered_sessions.session_id
    ) as visitor,
    case
        when numbered_sessions.recognised_customer_id is not null then 'in this visit'
        when next_one.customer_id is not null then 'in a later visit'
        when last_one.customer_id is not null then 'in an earlier visit'
        else 'never'
    end as recognised
from numbered_sessions
left join recognitions as next_one
    on
        numbered_sessions.anonymous_id = next_one.anonymous_id
        and numbered_sessions.recognitions_so_far + 1 = next_one.recognition
        and numbered_sessions.recognised_customer_id is null
left join recognitions as last_one
    on
        numbered_sessions.anonymous_id = last_one.anonymous_id
        and numbered_sessions.recognitions_so_far = last_one.recognition
        and numbered_sessions.recognised_customer_id is null
