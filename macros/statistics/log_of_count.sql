{#- ln(1 + n): 0 for none, and one more counts the less the more there are. -#}
{% macro log_of_count(count) -%}
    ln(1 + cast({{ count }} as {{ dbt.type_float() }}))
{%- endmacro %}
