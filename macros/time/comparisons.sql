{#-
    Two columns for a measure of a table with a row for each month: its value so many months before, and the change since
    over that. There is no change from nothing or from less, nor to a month that is not over.
-#}
{% macro compared_with_months_before(measure, months, label) -%}
    {%- set before = 'lag(' ~ measure ~ ', ' ~ months ~ ') over (order by kpi_month)' -%}
    {{ before }} as {{ measure }}_{{ label }}_before,
    case
        when is_complete and {{ before }} > 0
            then {{ rate(measure ~ ' - ' ~ before, before) }}
    end as {{ measure }}_{{ label }}_change_rate
{%- endmacro %}
