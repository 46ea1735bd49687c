{#- What messages are counted in, the same in each breakdown: aggregates over int_messages joined as `messages`. -#}
{% macro message_totals() -%}
    count(*) as sent_messages,
        sum(case when messages.is_delivered then 1 else 0 end) as delivered_messages,
        sum(case when messages.is_bounced then 1 else 0 end) as bounced_messages,
        sum(case when messages.is_opened then 1 else 0 end) as opened_messages,
        sum(case when messages.is_clicked then 1 else 0 end) as clicked_messages,
        sum(case when messages.is_converted then 1 else 0 end) as converted_messages,
        sum(case when messages.is_unsubscribed then 1 else 0 end) as unsubscribed_messages,
        sum(messages.message_cost) as message_cost,
        sum(messages.net_revenue) as net_revenue
{%- endmacro %}


{#- The columns that marts show of those totals, joined as `totals`. -#}
{% macro message_measures() -%}
    cast(totals.sent_messages as integer) as sent_messages,
    cast(totals.delivered_messages as integer) as delivered_messages,
    cast(totals.bounced_messages as integer) as bounced_messages,
    cast(totals.opened_messages as integer) as opened_messages,
    cast(totals.clicked_messages as integer) as clicked_messages,
    cast(totals.converted_messages as integer) as converted_messages,
    cast(totals.unsubscribed_messages as integer) as unsubscribed_messages,
    {{ rate('totals.delivered_messages', 'totals.sent_messages') }} as delivery_rate,
    {{ rate('totals.bounced_messages', 'totals.sent_messages') }} as bounce_rate,
    {{ rate('totals.opened_messages', 'totals.delivered_messages') }} as open_rate,
    {{ rate('totals.clicked_messages', 'totals.delivered_messages') }} as click_rate,
    {{ rate('totals.clicked_messages', 'totals.opened_messages') }} as click_to_open_rate,
    {{ rate('totals.converted_messages', 'totals.delivered_messages') }} as conversion_rate,
    {{ rate('totals.unsubscribed_messages', 'totals.delivered_messages') }} as unsubscribe_rate,
    cast(totals.message_cost as numeric(14, 4)) as message_cost,
    cast(totals.net_revenue as numeric(14, 2)) as net_revenue,
    {{ money_per('1000 * totals.net_revenue', 'totals.delivered_messages') }}
        as revenue_per_thousand,
    {{ rate('totals.net_revenue', 'totals.message_cost') }} as return_on_message_cost
{%- endmacro %}
