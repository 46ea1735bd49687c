{#-
    An incremental strategy under which the table stays and all its rows are replaced, in one transaction.
    dbt's `table` drops the old table with cascade, and the views over it with it, so that a build killed in
    between would leave a public view missing. Rows are deleted and not truncated, because a truncate shows an
    empty table to transactions that began before it.
    Use: config(materialized='incremental', incremental_strategy='replace_all_rows')
-#}
{% macro get_incremental_replace_all_rows_sql(arg_dict) -%}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ arg_dict['target_relation'] }};
    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict['temp_relation'] }};
{%- endmacro %}
