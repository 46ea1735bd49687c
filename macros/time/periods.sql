{#- The first day of a date's month, or of its week (Monday), by a column that says `month` or `week`. -#}
{% macro start_of_period(date, period_type) -%}
    {#- a bare date would be truncated with a time zone, at twice the cost -#}
    {%- set moment = 'cast(' ~ date ~ ' as ' ~ dbt.type_timestamp() ~ ')' -%}
    cast(
        case {{ period_type }}
            when 'month' then {{ dbt.date_trunc('month', moment) }}
            when 'week' then {{ dbt.date_trunc('week', moment) }}
        end as date
    )
{%- endmacro %}


{#- Whether a row of int_customer_purchase_days is the customer's first purchase in its month or week. -#}
{% macro is_first_purchase_of_period(period_type) -%}
    coalesce(
                days_since_previous > purchase_date - {{ start_of_period('purchase_date', period_type) }},
                true
            )
{%- endmacro %}
