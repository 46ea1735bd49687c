-- Raw tables whose rows are not those that are good plus those in data_quality_issues.
{% set raw_tables = [
    'customers', 'purchase_behavior', 'customer_satisfaction_scores', 'customer_journey_events',
    'loyalty_program', 'customer_feedback', 'customer_segments', 'referral_program', 'communication_logs',
    'support_tickets', 'predictive_metrics', 'acquisition_costs', 'exchange_rates',
] %}

with raw_rows as (

    {% for raw_table in raw_tables %}
    select
        '{{ raw_table }}' as table_name,
        count(*) as row_count
    from (
        {{ read_raw(raw_table) }}
    ) as {{ raw_table }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

good_rows as (

    {% for raw_table in raw_tables %}
    select
        '{{ raw_table }}' as table_name,
        count(*) as row_count
    from {{ ref('base_' ~ raw_table) }}
    where broken_rule is null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

issue_rows as (

    select
        table_name,
        count(*) as row_count
    from {{ ref('data_quality_issues') }}
    where found_in = 'raw table'
    group by 1

)

select
    raw_rows.table_name,
    raw_rows.row_count as raw_row_count,
    good_rows.row_count as good_row_count,
    coalesce(issue_rows.row_count, 0) as issue_row_count
from raw_rows
inner join good_rows
    on raw_rows.table_name = good_rows.table_name
left join issue_rows
    on raw_rows.table_name = issue_rows.table_name
where raw_rows.row_count <> good_rows.row_count + coalesce(issue_rows.row_count, 0)
