{#-
    The columns of one insight: what it measures, its interval and the two sides that it compares. Expressions where a source has
    a row of its own for the insight, aggregates where it is told from several.
-#}
{% macro insight_columns(
    insight, sample_size, value, low, high, group_value='null', other_value='null', window='null', name='null'
) -%}
    '{{ insight }}' as insight,
        cast({{ name }} as {{ dbt.type_string() }}) as group_name,
        cast({{ sample_size }} as integer) as sample_size,
        cast({{ value }} as {{ dbt.type_float() }}) as value,
        cast({{ low }} as {{ dbt.type_float() }}) as value_low,
        cast({{ high }} as {{ dbt.type_float() }}) as value_high,
        cast({{ group_value }} as {{ dbt.type_float() }}) as group_value,
        cast({{ other_value }} as {{ dbt.type_float() }}) as other_value,
        cast({{ window }} as integer) as window_length
{%- endmacro %}


{#- An insight that is a share of customers: nothing is said of few. -#}
{% macro share_columns(insight, successes, trials, window='null') -%}
    {{ insight_columns(
        insight,
        sample_size='coalesce(' ~ trials ~ ', 0)',
        value=where_enough(trials, rate(successes, trials)),
        low=where_enough(trials, wilson_low(successes, trials)),
        high=where_enough(trials, wilson_high(successes, trials)),
        window=window,
    ) }}
{%- endmacro %}


{% macro where_enough(customers, expression) -%}
    case when {{ customers }} >= {{ var('minimum_compared_customers') }} then {{ expression }} end
{%- endmacro %}
