{#- Columns of int_churn_features that the regression learns from, in the order of its weights. -#}
{% macro churn_features() -%}
    {{- return([
        'days_since_purchase', 'repeats', 'recent_purchases', 'spend', 'tenure', 'tickets',
        'open_tickets', 'satisfaction', 'messages', 'messages_opened', 'visits',
    ]) -}}
{%- endmacro %}
