-- One row per customer, metric and model: every prediction in one long table, ours and those brought in from outside.
with churn as (

    select * from {{ ref('customer_churn') }}

),

lifetime_values as (

    select
        *,
        cast(round({{ var('lifetime_value_months') }} * {{ var('days_per_month') }}) as integer)
            as horizon_days
    from {{ ref('customer_lifetime_value') }}

),

process as (

    select * from {{ ref('clv_model_parameters') }}
    where snapshot = 'current' and is_used and model <> 'gamma_gamma'

),

outside_scores as (

    select * from {{ ref('int_outside_scores') }}

),

own_metrics as (

    select
        churn.customer_id,
        metrics.metric,
        metrics.model,
        metrics.horizon_days,
        metrics.value,
        metrics.category
    from churn
    left join lifetime_values
        on churn.customer_id = lifetime_values.customer_id
    left join process
        on true
    cross join
        lateral (
            values
            ('churn_probability', churn.model, churn.horizon_days, churn.churn_probability, null),
            (
                'churn_risk', churn.model, churn.horizon_days, churn.churn_probability,
                churn.risk_category
            ),
            {% for days in [30, 60, 90] -%}
            (
                'propensity_{{ days }}_days', 'buying process', {{ days }},
                {{ function('probability_of_purchase') }}(
                    lifetime_values.repeats,
                    {{ weeks('lifetime_values.recency_days') }},
                    {{ weeks('lifetime_values.age_days') }},
                    {{ weeks(days) }},
                    process.parameters
                ), null
            ),
            {% endfor -%}
            (
                'expected_purchases', 'buying process', lifetime_values.horizon_days,
                lifetime_values.expected_purchases, null
            ),
            (
                'expected_value', 'spend model', lifetime_values.horizon_days,
                lifetime_values.predicted_lifetime_value, null
            )
        ) as metrics (metric, model, horizon_days, value, category)
    where metrics.value is not null

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
