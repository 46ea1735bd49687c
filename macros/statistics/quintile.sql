{#-
    Number of a value's quintile, 1 to 5: each cut closes the quintile below it, so a value that equals a cut
    belongs to the lower one, and equal values are never split.
-#}
{% macro quintile(value, metric) -%}
    case
        when {{ value }} <= {{ metric }}_cut_20 then 1
        when {{ value }} <= {{ metric }}_cut_40 then 2
        when {{ value }} <= {{ metric }}_cut_60 then 3
        when {{ value }} <= {{ metric }}_cut_80 then 4
        when {{ value }} > {{ metric }}_cut_80 then 5
    end
{%- endmacro %}
