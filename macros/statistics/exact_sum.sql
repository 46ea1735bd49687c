{#-
    Sums and means of double precision depend on the order of the rows in their last digits, and tables have none. As numeric
    they do not, so that a build gives the same numbers each time.
-#}
{% macro exact_sum(value) -%}
    cast(sum(cast({{ value }} as numeric(38, 12))) as {{ dbt.type_float() }})
{%- endmacro %}


{% macro exact_avg(value) -%}
    cast(avg(cast({{ value }} as numeric(38, 12))) as {{ dbt.type_float() }})
{%- endmacro %}
