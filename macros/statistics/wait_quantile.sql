{#-
    The shortest wait after which no more than a share still waits; a billionth allows for the rounding of logarithms.
    Aggregates the steps of a survival curve: columns wait, clock, hours, waiting_rate.
-#}
{% macro wait_quantile(wait, clock, waiting_share) -%}
    min(
            case
                when
                    wait = '{{ wait }}' and clock = '{{ clock }}'
                    and waiting_rate <= {{ waiting_share }} + 1e-9
                    then hours
            end
        )
{%- endmacro %}


{#- The columns of int_ticket_wait_quantiles that marts show. -#}
{% macro wait_quantile_columns() -%}
    quantiles.median_first_response_hours,
    quantiles.p90_first_response_hours,
    quantiles.median_first_response_business_hours,
    quantiles.p90_first_response_business_hours,
    quantiles.median_resolution_hours,
    quantiles.p90_resolution_hours,
    quantiles.median_resolution_business_hours,
    quantiles.p90_resolution_business_hours
{%- endmacro %}
