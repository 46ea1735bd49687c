{#- One spelling for names that differ in case and spaces only; "(none)" where there is none. -#}
{% macro label_of(column) -%}
    {{- return(adapter.dispatch('label_of')(column)) -}}
{%- endmacro %}

{% macro postgres__label_of(column) -%}
    coalesce(nullif(trim(lower(regexp_replace({{ column }}, '\s+', ' ', 'g'))), ''), '(none)')
{%- endmacro %}
