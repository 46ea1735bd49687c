-- For each rule of the raw contract: how many loaded rows break it, and the latest example.
-- Compile it with `dbt compile --select where_did_my_rows_go` and run what stands in target/compiled.
with issues as (

    select * from {{ ref('data_quality_issues') }}

)

select
    table_name,
    rule,
    column_name,
    count(*) as issues,
    max(found_at) as last_found_at,
    min(row_key) as an_example
from issues
group by 1, 2, 3
order by 4 desc, 1, 2, 3
