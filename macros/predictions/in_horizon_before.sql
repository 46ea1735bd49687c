{#- Whether a day lies in the horizon that ends with a snapshot; the query has int_prediction_dates as prediction_dates. -#}
{% macro in_horizon_before(day) -%}
    {{ day }} > prediction_dates.snapshot_date - prediction_dates.horizon_days
    and {{ day }} <= prediction_dates.snapshot_date
{%- endmacro %}
