{#- One row per day from the first date to the last, both included; none where the last is before the first. -#}
{% macro each_day(first_date, last_date) -%}
    {{- return(adapter.dispatch('each_day')(first_date, last_date)) -}}
{%- endmacro %}

{% macro postgres__each_day(first_date, last_date) -%}
    cast(generate_series(
        cast({{ first_date }} as timestamp), cast({{ last_date }} as timestamp), interval '1 day'
    ) as date)
{%- endmacro %}
