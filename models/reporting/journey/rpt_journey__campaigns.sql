-- One row per month, segment, campaign and channel of its messages, the largest by name: what came of them.
with messages as (

    select * from {{ ref('campaign_performance_by_segment') }}

),

campaigns as (

    {{ largest_labels('messages', 'campaign', 'sent_messages', most=15) }}

),

message_channels as (

    {{ largest_labels('messages', 'message_channel', 'sent_messages', most=4) }}

)

select
    {{ period_month('messages.sent_month') }},
    messages.segment,
    campaigns.shown_campaign as campaign,
    message_channels.shown_message_channel as message_channel,
    cast(sum(messages.sent_messages) as integer) as sent_messages,
    cast(sum(messages.delivered_messages) as integer) as delivered_messages,
    cast(sum(messages.opened_messages) as integer) as opened_messages,
    cast(sum(messages.clicked_messages) as integer) as clicked_messages,
    cast(sum(messages.converted_messages) as integer) as converted_messages,
    cast(sum(messages.unsubscribed_messages) as integer) as unsubscribed_messages,
    cast(sum(messages.net_revenue) as numeric(14, 2)) as net_revenue
from messages
inner join campaigns
    on messages.campaign = campaigns.campaign
inner join message_channels
    on messages.message_channel = message_channels.message_channel
group by 1, 2, 3, 4
