{#- Ends of the 95 % interval of an estimate by the normal distribution. -#}
{% macro interval_low(estimate, standard_error) -%}
    {{ estimate }} - 1.96 * {{ standard_error }}
{%- endmacro %}


{% macro interval_high(estimate, standard_error) -%}
    {{ estimate }} + 1.96 * {{ standard_error }}
{%- endmacro %}


{#- What may be said of a difference between two groups: an interval that holds 0 tells of none. -#}
{% macro comparison_result(is_compared, difference, standard_error) -%}
    case
        when {{ is_compared }} and {{ interval_low(difference, standard_error) }} > 0 then 'higher'
        when {{ is_compared }} and {{ interval_high(difference, standard_error) }} < 0 then 'lower'
        when {{ is_compared }} then 'no clear difference'
        else 'too few customers'
    end
{%- endmacro %}
