{#- The first day of a date's month, or of its week (Monday), by a column that says `month` or `week`. -#}
{% macro start_of_period(date, period_type) -%}
    cast(
        case {{ period_type }}
            when 'month' then {{ dbt.date_trunc('month', date) }}
            when 'week' then {{ dbt.date_trunc('week', date) }}
        end as date
    )
{%- endmacro %}
