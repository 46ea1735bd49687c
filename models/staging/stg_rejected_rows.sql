-- One row per line of a loaded file that could not be converted; empty where only dbt is used.
with rejected_rows as (

    {{ read_raw('rejected_rows', 'ops') }}

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
