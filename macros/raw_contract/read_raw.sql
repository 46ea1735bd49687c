{#-
    Select the contract's columns, with the contract's types, from a raw table as it is found:
    a column that the table lacks is null, and a table that is not there is empty.
-#}
{% macro read_raw(table) -%}
    {{- read_as_contract(raw_relation(table), contract_of(table)) if execute else raw_relation(table) -}}
{%- endmacro %}


{% macro read_as_contract(relation, contract) -%}
    {%- set found = contract_columns_found(relation, contract) -%}
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


{#- Names of the contract's columns that the relation has; in a unit test, where it is a CTE, all of them. -#}
{% macro contract_columns_found(relation, contract) -%}
    {%- if relation.is_cte -%}
        {{- return(contract.columns.keys() | list) -}}
    {%- endif -%}
    {{- return(adapter.get_columns_in_relation(relation) | map(attribute='name') | list) -}}
{%- endmacro %}
