{#- What tickets are counted in, the same in each breakdown: aggregates over support_tickets joined as `tickets`. -#}
{% macro ticket_totals() -%}
    count(tickets.ticket_id) as tickets,
        count(distinct tickets.customer_id) as customers,
        sum(case when tickets.is_open then 1 else 0 end) as open_tickets,
        sum(case when tickets.is_open and not tickets.is_answered then 1 else 0 end)
            as unanswered_tickets,
        sum(case when tickets.has_been_resolved then 1 else 0 end) as once_resolved_tickets,
        sum(case when tickets.is_reopened then 1 else 0 end) as reopened_tickets,
        count(tickets.csat_score) as csat_answers,
        sum(case when tickets.csat_score >= 4 then 1 else 0 end) as satisfied_answers
{%- endmacro %}


{#- The columns that marts show of those totals, joined as `totals`. -#}
{% macro ticket_measures() -%}
    cast(totals.tickets as integer) as tickets,
    cast(totals.customers as integer) as customers,
    cast(totals.open_tickets as integer) as open_tickets,
    cast(totals.unanswered_tickets as integer) as unanswered_tickets,
    cast(totals.once_resolved_tickets as integer) as once_resolved_tickets,
    cast(totals.reopened_tickets as integer) as reopened_tickets,
    {{ rate('totals.reopened_tickets', 'totals.once_resolved_tickets') }} as reopen_rate,
    cast(totals.csat_answers as integer) as csat_answers,
    cast(totals.satisfied_answers as integer) as satisfied_answers,
    {{ rate('totals.satisfied_answers', 'totals.csat_answers') }} as csat_rate
{%- endmacro %}
