{#- A month as text, 2025-01: the value of a breakdown whose other values are names. -#}
{% macro month_label(month) -%}
    substr(cast({{ month }} as {{ dbt.type_string() }}), 1, 7)
{%- endmacro %}


{#- The periods of attribution: all time and each month, to be joined to rows of months. -#}
{% macro journey_period_types() -%}
    (select 'all' as period_type union all select 'month' as period_type)
{%- endmacro %}


{% macro journey_period(period_type, month) -%}
    case when {{ period_type }} = 'month' then {{ month_label(month) }} else 'all' end
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
