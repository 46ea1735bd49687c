-- Accounting: each mart holds the messages, answers and cost of staging, and the money of the orders that they claim once.
with messages as (

    select
        *,
        opened_at is not null or clicked_at is not null as is_opened
    from {{ ref('stg_communication_logs') }}

),

staging_totals as (

    select
        count(*) as sent,
        coalesce(sum(case when is_opened then 1 else 0 end), 0) as opened,
        count(clicked_at) as clicked,
        count(unsubscribed_at) as unsubscribed,
        coalesce(sum(message_cost), 0) as message_cost
    from messages

),

claimed_revenue as (

    select coalesce(sum(net_amount), 0) as net_revenue
    from {{ ref('stg_purchase_behavior') }}
    where
        is_counted
        and order_id in (select messages.order_id from messages)

),

{% set sums %}
        coalesce(sum(sent_messages), 0) as sent,
        coalesce(sum(opened_messages), 0) as opened,
        coalesce(sum(clicked_messages), 0) as clicked,
        coalesce(sum(unsubscribed_messages), 0) as unsubscribed,
        coalesce(sum(message_cost), 0) as message_cost,
        coalesce(sum(net_revenue), 0) as net_revenue
{% endset %}

found as (

    {% for mart in ['message_performance', 'message_performance_by_hour', 'customer_messages'] %}
    select
        '{{ mart }}' as mart,
        {{ sums }}
    from {{ ref(mart) }}
    union all
    {% endfor %}
    select
        'message_performance_by_segment: ' || segment_type as mart,
        {{ sums }}
    from {{ ref('message_performance_by_segment') }}
    where segment_type in ('rfm', 'demographic', 'behavioural')
    group by segment_type

)

select found.*
from found
cross join staging_totals
cross join claimed_revenue
where
    found.sent <> staging_totals.sent
    or found.opened <> staging_totals.opened
    or found.clicked <> staging_totals.clicked
    or found.unsubscribed <> staging_totals.unsubscribed
    or found.message_cost <> staging_totals.message_cost
    or found.net_revenue <> claimed_revenue.net_revenue
