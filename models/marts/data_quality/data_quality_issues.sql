-- One row per loaded row that breaks the raw contract and so reaches no mart, with the first rule it breaks.
{% set raw_tables = [
    'customers', 'purchase_behavior', 'customer_satisfaction_scores', 'customer_journey_events',
    'loyalty_program', 'customer_feedback', 'customer_segments', 'referral_program', 'communication_logs',
    'support_tickets', 'predictive_metrics', 'acquisition_costs', 'exchange_rates',
] %}

with broken_rows as (

    {% for raw_table in raw_tables %}
    select
        '{{ raw_table }}' as table_name,
        row_key,
        {{ dbt.split_part('broken_rule', "':'", 1) }} as rule,
        {{ dbt.split_part('broken_rule', "':'", 2) }} as column_name,
        {{ value_of_column('base', dbt.split_part('broken_rule', "':'", 2)) }} as value,
        updated_at as found_at
    from {{ ref('base_' ~ raw_table) }} as base
    where broken_rule is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

rejected_lines as (

    select
        table_name,
        {{ key_as_text(['file_name', 'line_number']) }} as row_key,
        rule,
        column_name,
        value,
        rejected_at as found_at
    from {{ ref('stg_rejected_rows') }}

),

issues as (

    select
        *,
        'raw table' as found_in
    from broken_rows
    union all
    select
        *,
        'loaded file' as found_in
    from rejected_lines

)

select
    table_name,
    row_key,
    rule,
    column_name,
    value,
    found_in,
    found_at
from issues
