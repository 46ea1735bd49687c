{#- Days as weeks: the unit of time of the buying process. -#}
{% macro weeks(days) -%}
    cast({{ days }} as {{ dbt.type_float() }}) / 7
{%- endmacro %}
