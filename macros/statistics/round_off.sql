{#- To twelve decimals: sums of logarithms leave noise behind them, and 0.8 would read 0.8000000000000002. -#}
{% macro round_off(value) -%}
    cast(round(cast({{ value }} as numeric), 12) as {{ dbt.type_float() }})
{%- endmacro %}
