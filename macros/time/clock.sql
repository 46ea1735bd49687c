{#- What a clock on the wall showed in the reporting time zone (var timezone), whatever the session's is. -#}
{% macro hour_of(timestamp) -%}
    cast(extract(hour from {{ timestamp }} at time zone '{{ var("timezone") }}') as integer)
{%- endmacro %}


{#- 1 for Monday to 7 for Sunday (ISO 8601). -#}
{% macro weekday_of(timestamp) -%}
    cast(extract(isodow from {{ timestamp }} at time zone '{{ var("timezone") }}') as integer)
{%- endmacro %}
