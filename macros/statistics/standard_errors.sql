{#- Standard error of a share; with one answer alone nothing is known of its spread. -#}
{% macro rate_standard_error(successes, trials) -%}
    sqrt(
        {{ rate(successes, trials) }}
        * (1 - {{ rate(successes, trials) }})
        / nullif({{ trials }} - 1, 0)
    )
{%- endmacro %}


{#- Of the net promoter score: an answer counts 1, 0 or -1, so the mean of squares is the share of 1 and -1. -#}
{% macro net_promoter_standard_error(promoters, detractors, answers) -%}
    100 * sqrt(
        (
            {{ rate(promoters ~ ' + ' ~ detractors, answers) }}
            - power({{ rate(promoters ~ ' - ' ~ detractors, answers) }}, 2)
        )
        / nullif({{ answers }} - 1, 0)
    )
{%- endmacro %}


{#- Of a mean, from what is left where sums are subtracted from one another; rounding leaves a variance of nothing below 0. -#}
{% macro mean_standard_error_of_sums(count, sum, sum_of_squares) -%}
    sqrt(cast(greatest(
        0, ({{ sum_of_squares }} - power({{ sum }}, 2) / nullif({{ count }}, 0))
        / nullif({{ count }} * ({{ count }} - 1), 0)
    ) as {{ dbt.type_float() }}))
{%- endmacro %}


{#- Of a mean; goes where the mean is aggregated, null values are left out. As numeric, see exact_sum. -#}
{% macro mean_standard_error(value) -%}
    cast(stddev_samp(cast({{ value }} as numeric(38, 12))) as {{ dbt.type_float() }})
    / nullif(sqrt(count({{ value }})), 0)
{%- endmacro %}
