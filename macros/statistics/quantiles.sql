{#-
    Array of quantiles of type 7 (Hyndman and Fan 1996): linear between the two nearest values, the default of
    R and NumPy. One call sorts the column once, however many shares it is given.
-#}
{% macro quantiles(column, shares) -%}
    {{- return(adapter.dispatch('quantiles')(column, shares)) -}}
{%- endmacro %}

{% macro postgres__quantiles(column, shares) -%}
    percentile_cont(cast('{{ '{' ~ shares | join(',') ~ '}' }}' as double precision []))
    within group (order by cast({{ column }} as double precision))
{%- endmacro %}
