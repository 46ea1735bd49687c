-- One row per day of messages: what changes when any message of it does, or the order that one is credited with.
with messages as (

    select * from {{ ref('stg_communication_logs') }}

),

claims as (

    select * from {{ ref('int_message_claims') }}

),

messages_and_claims as (

    select
        messages.*,
        claims.net_revenue
    from messages
    left join claims
        on messages.message_id = claims.message_id

)

{{ fingerprint_by('messages_and_claims', 'sent_date', 'day') }}
