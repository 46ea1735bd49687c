{#- The relation that holds a raw table: the sample's seed, or the loaded table. -#}
{% macro raw_relation(table, source_name='raw') -%}
    {%- if var('use_sample_data') -%}
        {{- return(ref('sample_' ~ table)) -}}
    {%- else -%}
        {{- return(source(source_name, table)) -}}
    {%- endif -%}
{%- endmacro %}


{#- The contract's entry for a raw table; nothing while dbt is still parsing, and in unit tests, which know no graph. -#}
{% macro contract_of(table, source_name='raw') -%}
    {%- for entry in (graph.sources or {}).values() if entry.source_name == source_name and entry.name == table -%}
        {{- return(entry) -}}
    {%- endfor -%}
{%- endmacro %}
