-- One row per message: what came of it, when it was sent by the shop's clock, and the revenue that it is credited with.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='sent_date',
    indexes=[{'columns': ['sent_date']}],
    pre_hook="{{ note_changed_days(ref('int_message_fingerprints')) }}",
    meta={'compared_by': 'message_id'}
) }}

with messages as (

    select * from {{ ref('stg_communication_logs') }}
    where {{ only_changed_days('sent_date') }}

),

claims as (

    select * from {{ ref('int_message_claims') }}

),

responses as (

    select
        messages.*,
        claims.net_revenue,
        messages.clicked_at is not null as is_clicked,
        -- a click shows that it was opened, also where images are blocked and the opening went unseen
        coalesce(messages.opened_at, messages.clicked_at) is not null as is_opened,
        coalesce(messages.converted_at is not null or claims.message_id is not null, false)
            as is_converted,
        messages.unsubscribed_at is not null as is_unsubscribed
    from messages
    left join claims
        on messages.message_id = claims.message_id

),

arrivals as (

    select
        *,
        is_opened or is_converted or is_unsubscribed as is_answered
    from responses

)

select
    message_id,
    customer_id,
    sent_at,
    opened_at,
    sent_date,
    cast({{ dbt.date_trunc('month', 'sent_date') }} as date) as sent_month,
    {{ hour_of('sent_at') }} as sent_hour,
    {{ label_of('channel') }} as channel,
    {{ label_of('campaign') }} as campaign,
    message_cost,
    cast(coalesce(net_revenue, 0) as numeric(14, 2)) as net_revenue,
    is_answered or (delivered_at is not null and bounced_at is null) as is_delivered,
    bounced_at is not null and not is_answered as is_bounced,
    is_opened,
    is_clicked,
    is_converted,
    is_unsubscribed
from arrivals
