-- One row per visit: when, by which channel, how far it went, and whose it was, as far as that is known by now.
with visits as (

    select * from {{ ref('int_visits') }}

),

numbered_sessions as (

    select
        session_id,
        recognised_customer_id,
        anonymous_id,
        started_at,
        ended_at,
        channel,
        campaign,
        device,
        first_touchpoint,
        last_touchpoint,
        touchpoints,
        events,
        awareness_at,
        consideration_at,
        decision_at,
        purchase_at,
        retention_at,
        advocacy_at,
        count(recognised_customer_id) over (
            partition by anonymous_id order by started_at, session_id
        ) as recognitions_so_far
    from visits

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
