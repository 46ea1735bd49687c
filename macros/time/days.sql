{#- Days and months are cut in the reporting time zone (var timezone), whatever the session's is. -#}
{% macro day_of(timestamp) -%}
    cast({{ timestamp }} at time zone '{{ var("timezone") }}' as date)
{%- endmacro %}


{% macro month_of(timestamp) -%}
    cast({{ dbt.date_trunc('month', day_of(timestamp)) }} as date)
{%- endmacro %}


{#- The moment at which a day begins in the reporting time zone. -#}
{% macro start_of_day(date) -%}
    (cast({{ date }} as {{ dbt.type_timestamp() }}) at time zone '{{ var("timezone") }}')
{%- endmacro %}


{#- A moment that lies after the as-of date is not known yet; needs stg_as_of_date joined as as_of. -#}
{% macro known_by_as_of(timestamp) -%}
    case when {{ timestamp }} < as_of.as_of_until then {{ timestamp }} end
{%- endmacro %}
