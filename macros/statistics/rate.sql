{#- A quotient that is null where there is nothing to divide by; fractions stay fractions (0 to 1). -#}
{% macro rate(numerator, denominator) -%}
    cast({{ numerator }} as {{ dbt.type_float() }}) / nullif({{ denominator }}, 0)
{%- endmacro %}


{#- The same for money per something, rounded to the cent. -#}
{% macro money_per(amount, denominator) -%}
    cast(round({{ amount }} / nullif({{ denominator }}, 0), 2) as numeric(14, 2))
{%- endmacro %}
