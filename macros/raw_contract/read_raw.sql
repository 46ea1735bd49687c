{#-
    Select the contract's columns, with the contract's types, from a raw table as it is found:
    a column that the table lacks is null, and a table that is not there is empty.
-#}
{% macro read_raw(table, source_name='raw') -%}
    {%- set relation = raw_relation(table, source_name) -%}
    {#- While dbt parses there is no contract to read, and in a unit test the rows are given as they shall be. -#}
    {%- if not execute or relation.is_cte -%}
        select * from {{ relation }}
    {%- else -%}
        {{ read_as_contract(relation, contract_of(table, source_name)) }}
    {%- endif -%}
{%- endmacro %}


{% macro read_as_contract(relation, contract) -%}
    {%- set found = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
    select
    {%- for column in contract.columns.values() %}
        {%- set value = adapter.quote(column.name) if column.name in found else 'null' %}
        cast({{ value }} as {{ column.data_type }}) as {{ adapter.quote(column.name) }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
    {%- if found %}
    from {{ relation }}
    {%- else %}
    where false
    {%- endif %}
{%- endmacro %}
