{#-
    Frame of a window ordered by a moment: what came before a row's own moment, at most so many days (of 24 hours, whatever
    the session's time zone) before. Two rows of one moment are in neither's frame. `exclude group` would say the same and
    count each frame anew: quadratic for a customer with 10,000 messages.
-#}
{% macro frame_of_days_before(days) -%}
    {{- return(adapter.dispatch('frame_of_days_before')(days)) -}}
{%- endmacro %}

{% macro postgres__frame_of_days_before(days) -%}
    range between interval '{{ days * 24 }} hours' preceding and interval '1 microsecond' preceding
{%- endmacro %}


{#- The moment so many days of 24 hours after another, or before it where days are below 0. -#}
{% macro days_after(moment, days) -%}
    {{- return(adapter.dispatch('days_after')(moment, days)) -}}
{%- endmacro %}

{% macro postgres__days_after(moment, days) -%}
    {{ moment }} + interval '{{ days * 24 }} hours'
{%- endmacro %}
