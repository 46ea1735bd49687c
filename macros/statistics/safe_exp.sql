{#- PostgreSQL raises an error where exp() over- or underflows; 700 is near the largest exponent of a float8. -#}
{% macro safe_exp(exponent) -%}
    exp(greatest(-700, least(700, {{ exponent }})))
{%- endmacro %}
