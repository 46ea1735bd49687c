{#- Ends of the 95 % interval of an estimate by the normal distribution; a larger z makes a wider one. -#}
{% macro interval_low(estimate, standard_error, z=1.96) -%}
    {{ estimate }} - {{ z }} * {{ standard_error }}
{%- endmacro %}


{% macro interval_high(estimate, standard_error, z=1.96) -%}
    {{ estimate }} + {{ z }} * {{ standard_error }}
{%- endmacro %}


{#- What may be said of a difference between two groups: an interval that holds 0 tells of none. -#}
{% macro comparison_result(is_compared, difference, standard_error) -%}
    {{ interval_result(
        is_compared, interval_low(difference, standard_error), interval_high(difference, standard_error)
    ) }}
{%- endmacro %}


{#- The same of the ends of its interval, however they were found. -#}
{% macro interval_result(is_compared, low, high) -%}
    case
        when {{ is_compared }} and {{ low }} > 0 then 'higher'
        when {{ is_compared }} and {{ high }} < 0 then 'lower'
        when {{ is_compared }} then 'no clear difference'
        else 'too few customers'
    end
{%- endmacro %}


{#-
    z of intervals of which several are looked at together (Bonferroni): their errors add up to 5 % at most.
    Abramowitz and Stegun (1964), 26.2.23, good to 0.0005.
-#}
{% macro z_of_comparisons(comparisons) -%}
    {%- set t = 'sqrt(2 * ln(40 * cast(' ~ comparisons ~ ' as ' ~ dbt.type_float() ~ ')))' -%}
    cast(round(cast(
        {{ t }} - (2.515517 + 0.802853 * {{ t }} + 0.010328 * power({{ t }}, 2))
        / (1 + 1.432788 * {{ t }} + 0.189269 * power({{ t }}, 2) + 0.001308 * power({{ t }}, 3))
        as numeric
    ), 2) as {{ dbt.type_float() }})
{%- endmacro %}


{#- z of a 95 % interval for few observations, Student's t; Abramowitz and Stegun (1964), 26.7.5, good to 0.01 from four degrees on. -#}
{% macro student_t(degrees_of_freedom) -%}
    {%- set z = 1.959964 -%}
    (
        {{ z }}
        + {{ ((z ** 3 + z) / 4) | round(6) }} / {{ degrees_of_freedom }}
        + {{ ((5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96) | round(6) }} / power({{ degrees_of_freedom }}, 2)
        + {{ ((3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384) | round(6) }}
        / power({{ degrees_of_freedom }}, 3)
    )
{%- endmacro %}
