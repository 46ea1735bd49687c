-- One row per line of a loaded file that could not be converted; empty where only dbt is used.
{% set rejected_rows = ref('sample_rejected_rows') if var('use_sample_data') else source('ops', 'rejected_rows') %}

with rejected_rows as (

    {{ read_as_contract(rejected_rows, contract_of('rejected_rows', 'ops')) if execute else 'select 1' }}

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
