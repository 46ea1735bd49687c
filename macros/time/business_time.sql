{#- Hours between two moments, with fractions: an hour is an hour where clocks are changed too. -#}
{% macro hours_between(first_moment, last_moment) -%}
    {{- return(adapter.dispatch('hours_between')(first_moment, last_moment)) -}}
{%- endmacro %}

{% macro postgres__hours_between(first_moment, last_moment) -%}
    cast(extract(epoch from {{ last_moment }} - {{ first_moment }}) / 3600 as double precision)
{%- endmacro %}


{#- The day of the week of a date, 1 for Monday to 7 for Sunday (ISO 8601). -#}
{% macro iso_weekday(date) -%}
    {{- return(adapter.dispatch('iso_weekday')(date)) -}}
{%- endmacro %}

{% macro postgres__iso_weekday(date) -%}
    cast(extract(isodow from {{ date }}) as integer)
{%- endmacro %}


{#- The moment of a clock time on a day, in the reporting time zone (var timezone). -#}
{% macro moment_of(date, clock_time) -%}
    {{- return(adapter.dispatch('moment_of')(date, clock_time)) -}}
{%- endmacro %}

{% macro postgres__moment_of(date, clock_time) -%}
    ((cast({{ date }} as timestamp) + {{ clock_time }}) at time zone '{{ var("timezone") }}')
{%- endmacro %}


{#-
    Business hours from the first day of int_business_hours to a moment. Aggregates that day's spans, joined as
    `spans`; the difference of two is the time between them, however many days that is.
-#}
{% macro business_hours_until(moment) -%}
    min(spans.hours_before)
    + sum(greatest(0, {{ hours_between('spans.opens_at', 'least(spans.closes_at, ' ~ moment ~ ')') }}))
{%- endmacro %}
