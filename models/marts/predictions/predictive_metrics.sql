-- One row per customer, metric and model: every prediction in one long table, ours and those brought in from outside.
{% set lifetime_days %}
cast(round({{ var('lifetime_value_months') }} * {{ var('days_per_month') }}) as integer)
{%- endset %}

with churn as (

    select * from {{ ref('customer_churn') }}

),

lifetime_values as (

    select * from {{ ref('customer_lifetime_value') }}

),

process as (

    select * from {{ ref('clv_model_parameters') }}
    where snapshot = 'current' and is_used and model <> 'gamma_gamma'

),

outside_scores as (

    select * from {{ ref('int_outside_scores') }}

),

metrics as (

    select
        metric,
        model,
        horizon_days
    from (
        values
        ('churn_probability', null, null),
        ('churn_risk', null, null),
        {% for days in [30, 60, 90] -%}
        ('propensity_{{ days }}_days', 'buying process', {{ days }}),
        {% endfor -%}
        ('expected_purchases', 'buying process', {{ lifetime_days }}),
        ('expected_value', 'spend model', {{ lifetime_days }})
    ) as listed (metric, model, horizon_days)

),

-- not a lateral list of values: PostgreSQL would prepare the functions in it anew for each customer
own_metrics as (

    select
        churn.customer_id,
        metrics.metric,
        coalesce(metrics.model, churn.model) as model,
        coalesce(metrics.horizon_days, churn.horizon_days) as horizon_days,
        case metrics.metric
            when 'churn_probability' then churn.churn_probability
            when 'churn_risk' then churn.churn_probability
            when 'expected_purchases' then lifetime_values.expected_purchases
            when 'expected_value' then lifetime_values.predicted_lifetime_value
            else {{ function('probability_of_purchase') }}(
                    lifetime_values.repeats,
                    {{ weeks('lifetime_values.recency_days') }},
                    {{ weeks('lifetime_values.age_days') }},
                    {{ weeks('metrics.horizon_days') }},
                    process.parameters
                )
        end as value,
        case when metrics.metric = 'churn_risk' then churn.risk_category end as category
    from churn
    left join lifetime_values
        on churn.customer_id = lifetime_values.customer_id
    left join process
        on true
    cross join metrics

)

select
    customer_id,
    metric,
    model,
    'customer-analytics' as origin,
    cast(null as timestamptz) as scored_at,
    horizon_days,
    value,
    category
from own_metrics
where value is not null
union all
select
    customer_id,
    metric,
    model,
    'outside' as origin,
    scored_at,
    null as horizon_days,
    value,
    null as category
from outside_scores
