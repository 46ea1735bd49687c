-- Accounting: what is counted by day and by month adds up to the totals of the marts that it is taken from.
{% set figures = {
    'orders': ['orders', 'daily_sales'],
    'units': ['units', 'daily_sales'],
    'gross_revenue': ['gross_revenue', 'daily_sales'],
    'refund_amount': ['refund_amount', 'daily_sales'],
    'net_revenue': ['net_revenue', 'daily_sales'],
    'new_buyers': ['new_orders', 'daily_sales'],
    'tickets': ['opened_tickets', 'support_backlog_daily'],
    'messages': ['sent_messages', 'message_performance'],
    'nps_answers': ['nps_answers', 'satisfaction_monthly'],
    'csat_answers': ['csat_answers', 'satisfaction_monthly'],
    'sessions': ['1', 'journey_sessions'],
    'feedback_texts': ['1', 'stg_customer_feedback'],
    'new_customers': ['case when acquired_date is null then 0 else 1 end', 'customers'],
} %}

with totals as (

    {% for figure, (column, mart) in figures.items() %}
    select
        '{{ figure }}' as figure,
        (select coalesce(sum({{ column }}), 0) from {{ ref(mart) }}) as of_mart,
        (select coalesce(sum({{ figure }}), 0) from {{ ref('kpi_daily') }}) as of_days,
        (select coalesce(sum({{ figure }}), 0) from {{ ref('kpi_monthly') }}) as of_months
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select *
from totals
where
    of_mart <> of_days
    or of_mart <> of_months
