-- One row per line of a loaded file that could not be converted; empty where only dbt is used.
{% if var('use_sample_data') %}
{% set rejected_rows = ref('sample_rejected_rows') %}
{% else %}
{% set rejected_rows = source('ops', 'rejected_rows') %}
{% endif %}
{% set contract = contract_of('rejected_rows', 'ops') %}

with rejected_rows as (

    {{ read_as_contract(rejected_rows, contract) if execute else 'select 1' }}

)

select
    load_id,
    table_name,
    file_name,
    line_number,
    column_name,
    rule,
    value,
    reason,
    rejected_at
from rejected_rows
