{#- Query of the customers with the month they came in, and by which channel and campaign: the names that spend has. -#}
{% macro acquired_customers() -%}
    select
        *,
        {{ label_of('acquisition_channel') }} as channel,
        {{ label_of('acquisition_campaign') }} as campaign,
        cast({{ dbt.date_trunc('month', 'acquired_date') }} as date) as acquisition_month
    from {{ ref('customers') }}
    where acquired_date is not null
{%- endmacro %}
