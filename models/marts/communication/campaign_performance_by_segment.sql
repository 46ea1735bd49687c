-- One row per month, segment, channel of the message and campaign: what came of the messages, what they cost and bring in.
with messages as (

    select * from {{ ref('int_messages') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

totals as (

    select
        messages.sent_month,
        {{ customer_segment_column() }},
        messages.channel as message_channel,
        messages.campaign,
        {{ message_totals() }}
    from messages
    left join customer_groups
        on messages.customer_id = customer_groups.customer_id
    group by 1, 2, 3, 4

)

select
    sent_month,
    segment,
    message_channel,
    campaign,
    cast(sent_messages as integer) as sent_messages,
    cast(delivered_messages as integer) as delivered_messages,
    cast(bounced_messages as integer) as bounced_messages,
    cast(opened_messages as integer) as opened_messages,
    cast(clicked_messages as integer) as clicked_messages,
    cast(converted_messages as integer) as converted_messages,
    cast(unsubscribed_messages as integer) as unsubscribed_messages,
    cast(message_cost as numeric(14, 4)) as message_cost,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from totals
