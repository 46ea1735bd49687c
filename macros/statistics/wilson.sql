{#-
    Ends of Wilson's (1927) interval of a share: they stay within 0 and 1, and hold where few or all succeed. At 0 and 1
    they are given, because their rounding leaves a noise of 1e-17.
-#}
{% macro wilson_low(successes, trials, z=1.96) -%}
    case
        when {{ trials }} > 0 and {{ successes }} = 0 then 0
        when {{ trials }} > 0 then {{ wilson_end(successes, trials, '-', z) }}
    end
{%- endmacro %}


{% macro wilson_high(successes, trials, z=1.96) -%}
    case
        when {{ trials }} > 0 and {{ successes }} = {{ trials }} then 1
        when {{ trials }} > 0 then {{ wilson_end(successes, trials, '+', z) }}
    end
{%- endmacro %}


{#- z is a number, or an expression where it differs from row to row. -#}
{% macro wilson_end(successes, trials, sign, z) -%}
    {%- set square = (z ** 2) | round(6) if z is number else 'power(' ~ z ~ ', 2)' -%}
    {%- set half = (z ** 2 / 2) | round(6) if z is number else square ~ ' / 2' -%}
    {%- set quarter = (z ** 2 / 4) | round(6) if z is number else square ~ ' / 4' -%}
    (
        {{ successes }} + {{ half }} {{ sign }} {{ z }} * sqrt(
            {{ rate(successes ~ ' * (' ~ trials ~ ' - ' ~ successes ~ ')', trials) }}
            + {{ quarter }}
        )
    ) / ({{ trials }} + {{ square }})
{%- endmacro %}


{#- Lower end of the difference of two shares by Newcombe (1998), Statistics in Medicine 17, 873, method 10. -#}
{% macro rate_difference_low(successes, trials, other_successes, other_trials, z=1.96) -%}
    {{ rate(successes, trials) }} - {{ rate(other_successes, other_trials) }} - sqrt(
        power({{ rate(successes, trials) }} - {{ wilson_low(successes, trials, z) }}, 2)
        + power(
            {{ wilson_high(other_successes, other_trials, z) }}
            - {{ rate(other_successes, other_trials) }}, 2
        )
    )
{%- endmacro %}


{#- Upper end of it: what the second share may be below the first is what the first may be above the second. -#}
{% macro rate_difference_high(successes, trials, other_successes, other_trials, z=1.96) -%}
    -({{ rate_difference_low(other_successes, other_trials, successes, trials, z) }})
{%- endmacro %}


{#- Three columns: the share and both ends of its 95 % interval. -#}
{% macro rate_with_interval(successes, trials, name) -%}
    {{ rate(successes, trials) }} as {{ name }},
    {{ wilson_low(successes, trials) }} as {{ name }}_low,
    {{ wilson_high(successes, trials) }} as {{ name }}_high
{%- endmacro %}
