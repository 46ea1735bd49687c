-- Raw tables of which staging repeats or loses good rows that happened up to the as-of date.
{% set event_times = {
    'purchase_behavior': 'ordered_at',
    'customer_satisfaction_scores': 'surveyed_at',
    'customer_journey_events': 'occurred_at',
    'loyalty_program': 'occurred_at',
    'customer_feedback': 'submitted_at',
    'customer_segments': 'assigned_at',
    'referral_program': 'referred_at',
    'communication_logs': 'sent_at',
    'support_tickets': 'opened_at',
    'predictive_metrics': 'scored_at',
} %}

with good_rows as (

    {% for raw_table, event_time in event_times.items() %}
    select
        '{{ raw_table }}' as table_name,
        count(*) as row_count
    from {{ ref('base_' ~ raw_table) }} as base
    cross join {{ ref('stg_as_of_date') }} as as_of
    where
        base.broken_rule is null
        and base.{{ event_time }} < as_of.as_of_until
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

staging_rows as (

    {% for raw_table in event_times %}
    select
        '{{ raw_table }}' as table_name,
        count(*) as row_count
    from {{ ref('stg_' ~ raw_table) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    good_rows.table_name,
    good_rows.row_count as good_row_count,
    staging_rows.row_count as staging_row_count
from good_rows
inner join staging_rows
    on good_rows.table_name = staging_rows.table_name
where good_rows.row_count <> staging_rows.row_count
