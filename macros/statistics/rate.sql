{#- A quotient that is null where there is nothing to divide by; fractions stay fractions (0 to 1). -#}
{% macro rate(numerator, denominator) -%}
    cast({{ numerator }} as {{ dbt.type_float() }}) / nullif(({{ denominator }}), 0)
{%- endmacro %}


{#- The same for money per something, rounded to the cent. -#}
{% macro money_per(amount, denominator) -%}
    cast(round(({{ amount }}) / nullif(({{ denominator }}), 0), 2) as numeric(14, 2))
{%- endmacro %}


{#- Net promoter score, -100 to 100 (Reichheld 2003). -#}
{% macro net_promoter_score(promoters, detractors, answers) -%}
    100 * {{ rate(promoters ~ ' - ' ~ detractors, answers) }}
{%- endmacro %}
