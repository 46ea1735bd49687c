{#- The month that the dashboard's filter on periods acts on; what lies before its months stays in the totals, undated. -#}
{% macro period_month(month) -%}
    case
        when {{ month }} >= (select first_month from {{ ref('dashboard_window') }})
            then {{ month }}
    end as period_month
{%- endmacro %}


{#- Segment and channel of a row, by customer_groups left-joined to it under the given name. -#}
{% macro customer_group_columns(customer_groups='customer_groups') -%}
    {{ customer_segment_column(customer_groups) }},
    coalesce({{ customer_groups }}.channel, '(no customer)') as channel
{%- endmacro %}


{#- The segment alone, for what is too fine to be cut by channel as well. -#}
{% macro customer_segment_column(customer_groups='customer_groups') -%}
    coalesce({{ customer_groups }}.segment, '(no customer)') as segment
{%- endmacro %}
