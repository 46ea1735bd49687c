{#-
    PostgreSQL raises an error where exp() over- or underflows; 700 is near the largest exponent of a float8.
    greatest() and least() pass over null, which would make the exponent 700.
-#}
{% macro safe_exp(exponent) -%}
    case
        when {{ exponent }} is not null then exp(greatest(-700, least(700, {{ exponent }})))
    end
{%- endmacro %}
