-- One row per visit: when it was, by which channel it came and how far it went.
{% set event_order = 'occurred_at, event_id' %}

{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='session_id',
    indexes=[{'columns': ['session_id']}],
    pre_hook="{{ note_changed_visits() }}"
) }}

with events as (

    select
        event_id,
        customer_id,
        anonymous_id,
        {{ visit_of_event() }} as session_id,
        occurred_at,
        event_date,
        {{ stage_of_event() }} as stage,
        touchpoint,
        channel,
        campaign,
        device
    from {{ ref('stg_customer_journey_events') }}

),

changed_events as (

    select * from events
    where {{ only_changed_groups('session_id') }}

)

-- one sort by visit and time serves all that is first or in order
select
    session_id,
    {{ first_in_order('customer_id', event_order) }} as recognised_customer_id,
    {{ first_in_order('anonymous_id', event_order) }} as anonymous_id,
    min(occurred_at) as started_at,
    max(occurred_at) as ended_at,
    min(event_date) as first_event_date,
    max(event_date) as last_event_date,
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
from changed_events
group by 1
