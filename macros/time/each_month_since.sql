{#- One row per number of months from 0 to the last, both included. -#}
{% macro each_month_since(last_month) -%}
    {{- return(adapter.dispatch('each_month_since')(last_month)) -}}
{%- endmacro %}

{% macro postgres__each_month_since(last_month) -%}
    generate_series(0, cast({{ last_month }} as integer))
{%- endmacro %}
