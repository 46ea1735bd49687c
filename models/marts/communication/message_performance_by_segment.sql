-- One row per segment that holds a customer: what comes of the messages to its customers, segments without any included.
with segments as (

    select * from {{ ref('customer_segments') }}

),

customer_messages as (

    select * from {{ ref('customer_messages') }}

),

totals as (

    select
        segments.segment_type,
        segments.segment,
        count(*) as customers,
        count(customer_messages.customer_id) as contacted_customers,
        coalesce(sum(customer_messages.sent_messages), 0) as sent_messages,
        coalesce(sum(customer_messages.delivered_messages), 0) as delivered_messages,
        coalesce(sum(customer_messages.bounced_messages), 0) as bounced_messages,
        coalesce(sum(customer_messages.opened_messages), 0) as opened_messages,
        coalesce(sum(customer_messages.clicked_messages), 0) as clicked_messages,
        coalesce(sum(customer_messages.converted_messages), 0) as converted_messages,
        coalesce(sum(customer_messages.unsubscribed_messages), 0) as unsubscribed_messages,
        coalesce(sum(customer_messages.message_cost), 0) as message_cost,
        coalesce(sum(customer_messages.net_revenue), 0) as net_revenue
    from segments
    left join customer_messages
        on segments.customer_id = customer_messages.customer_id
    group by 1, 2

)

select
    totals.segment_type,
    totals.segment,
    cast(totals.customers as integer) as customers,
    cast(totals.contacted_customers as integer) as contacted_customers,
    {{ message_measures() }}
from totals
