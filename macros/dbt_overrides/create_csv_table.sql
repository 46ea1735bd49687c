{#- Sample tables take their columns from the raw contract, so that no type is written twice; other seeds as dbt does it. -#}
{% macro postgres__create_csv_table(model, agate_table) -%}
    {%- set contract = contract_of(model.alias, 'ops' if model.alias == 'rejected_rows' else 'raw') -%}
    {%- if not model.name.startswith('sample_') or not contract -%}
        {{- return(default__create_csv_table(model, agate_table)) -}}
    {%- endif -%}
    {%- set create_sql -%}
        create table {{ this.render() }} (
            {%- for name in agate_table.column_names %}
            {{ adapter.quote(name) }} {{ contract.columns[name].data_type }}
            {%- if not loop.last %},{% endif %}
            {%- endfor %}
        )
    {%- endset -%}
    {%- call statement('_') -%}{{ create_sql }}{%- endcall -%}
    {{- return(create_sql) -}}
{%- endmacro %}
