{#- 1 for the tenth of the rows with the largest values, to 10; equal values are never split. -#}
{% macro decile(value, partition_by) -%}
    cast(least(
        10, 1 + floor(10 * percent_rank() over (partition by {{ partition_by }} order by {{ value }} desc))
    ) as integer)
{%- endmacro %}
