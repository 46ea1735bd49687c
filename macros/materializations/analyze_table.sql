{#- After a table is built the planner knows nothing of it until autovacuum comes round, and the next models read it at once. -#}
{% macro analyze_table() -%}
    {%- if model.config.materialized != 'view' -%}
        {{- return(adapter.dispatch('analyze_table')(this)) -}}
    {%- endif -%}
{%- endmacro %}

{% macro postgres__analyze_table(relation) -%}
    analyze {{ relation }}
{%- endmacro %}
