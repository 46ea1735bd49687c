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


{% macro wilson_end(successes, trials, sign, z) -%}
    (
        {{ successes }} + {{ (z ** 2 / 2) | round(6) }} {{ sign }} {{ z }} * sqrt(
            {{ rate(successes ~ ' * (' ~ trials ~ ' - ' ~ successes ~ ')', trials) }}
            + {{ (z ** 2 / 4) | round(6) }}
        )
    ) / ({{ trials }} + {{ (z ** 2) | round(6) }})
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


{#- Three columns: the share and both ends of its 95 % interval. -#}
{% macro rate_with_interval(successes, trials, name) -%}
    {{ rate(successes, trials) }} as {{ name }},
    {{ wilson_low(successes, trials) }} as {{ name }}_low,
    {{ wilson_high(successes, trials) }} as {{ name }}_high
{%- endmacro %}
