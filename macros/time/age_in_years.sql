{#- Completed years between a date of birth and a day. -#}
{% macro age_in_years(birth_date, on_date) -%}
    {{- return(adapter.dispatch('age_in_years')(birth_date, on_date)) -}}
{%- endmacro %}

{% macro postgres__age_in_years(birth_date, on_date) -%}
    cast(extract(year from age({{ on_date }}, {{ birth_date }})) as integer)
{%- endmacro %}
