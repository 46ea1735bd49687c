{#- A number of an insight in the words of its unit; a difference of rates is in percentage points, which the sentence says. -#}
{% macro insight_text(number) -%}
    case unit
        when 'money' then {{ money_text(number) }}
        when 'rate difference' then {{ number_text('100 * ' ~ number, 1) }}
        else {{ percent_text(number) }}
    end
{%- endmacro %}


{#- One of the two sides that a difference is told from. -#}
{% macro insight_side_text(number) -%}
    case
        when unit in ('money', 'relative difference') then {{ money_text(number) }}
        else {{ percent_text(number) }}
    end
{%- endmacro %}
