-- Accounting: what customers are predicted to be worth is the same in each chart that shows it, but for its rounding to cents.
{% set charts = {
    'rpt_customer_lifetime_value__key_figures': 'predicted_lifetime_value',
    'rpt_customer_lifetime_value__value_by_cohort': 'predicted_lifetime_value',
    'rpt_customer_lifetime_value__value_by_decile': 'predicted_lifetime_value',
    'rpt_customer_lifetime_value__value_by_segment': 'predicted_lifetime_value',
    'rpt_customer_lifetime_value__value_by_channel':
        'value_of_top_tenth + value_of_next_two_tenths + value_of_other_tenths',
    'rpt_acquisition__key_figures': 'lifetime_value - net_revenue',
    'rpt_acquisition__campaigns': 'lifetime_value - net_revenue',
} %}

with predicted as (

    select
        coalesce(sum(lifetime_values.predicted_lifetime_value), 0) as value_of_all,
        coalesce(sum(
            case
                when customers.acquired_date is not null
                    then lifetime_values.predicted_lifetime_value
            end
        ), 0) as value_of_acquired
    from {{ ref('customer_lifetime_value') }} as lifetime_values
    inner join {{ ref('customers') }} as customers
        on lifetime_values.customer_id = customers.customer_id

),

charts as (
    {% for chart, predicted_value in charts.items() %}
    select
        '{{ chart }}' as chart,
        count(*) as chart_rows,
        coalesce(sum({{ predicted_value }}), 0) as predicted_value
    from {{ ref(chart) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    charts.chart,
    charts.predicted_value,
    predicted.value_of_all,
    predicted.value_of_acquired
from charts
cross join predicted
where
    abs(
        charts.predicted_value
        - case
            when charts.chart like 'rpt_acquisition%' then predicted.value_of_acquired
            else predicted.value_of_all
        end
    ) > 0.01 * (charts.chart_rows + 1)
