-- One row per visit: when, by which channel, how far it went, and whose it was, as far as that is known by now.
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

-- a value is the visit's first one where it is there and the count so far is 1
ordered_events as (

    select
        *,
        row_number() over visit as event_number,
        lead(event_id) over visit is null as is_last,
        count(customer_id) over visit as customers_so_far,
        count(anonymous_id) over visit as visitors_so_far,
        count(channel) over visit as channels_so_far,
        count(device) over visit as devices_so_far
    from events
    window visit as (partition by session_id order by occurred_at, event_id)

),

sessions as (

    select
        session_id,
        max(case when customers_so_far = 1 then customer_id end) as recognised_customer_id,
        max(case when visitors_so_far = 1 then anonymous_id end) as anonymous_id,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        {{ label_of("max(case when channels_so_far = 1 then channel end)") }} as channel,
        {{ label_of(
            "max(case when channels_so_far = 1 and channel is not null then campaign end)"
        ) }} as campaign,
        {{ label_of("max(case when devices_so_far = 1 then device end)") }} as device,
        {{ label_of("max(case when event_number = 1 then touchpoint end)") }} as first_touchpoint,
        {{ label_of("max(case when is_last then touchpoint end)") }} as last_touchpoint,
        count(*) as events,
        min(case when stage = 'awareness' then occurred_at end) as awareness_at,
        min(case when stage = 'consideration' then occurred_at end) as consideration_at,
        min(case when stage = 'decision' then occurred_at end) as decision_at,
        min(case when stage = 'purchase' then occurred_at end) as purchase_at,
        min(case when stage = 'retention' then occurred_at end) as retention_at,
        min(case when stage = 'advocacy' then occurred_at end) as advocacy_at
    from ordered_events
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
