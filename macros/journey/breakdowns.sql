{#- A month as text, 2025-01: the value of a breakdown whose other values are names. -#}
{% macro month_label(month) -%}
    substr(cast({{ month }} as {{ dbt.type_string() }}), 1, 7)
{%- endmacro %}


{#- The stages of the journey in their order, to be read as a table. -#}
{% macro journey_stages() -%}
    select *
    from (
        values
        (1, 'awareness'), (2, 'consideration'), (3, 'decision'),
        (4, 'purchase'), (5, 'retention'), (6, 'advocacy')
    ) as listed (stage_number, stage)
{%- endmacro %}
