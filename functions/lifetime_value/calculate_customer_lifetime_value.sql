select
    {{ function('probability_alive') }}(
        repeat_purchases, {{ weeks('recency_days') }}, {{ weeks('age_days') }}, process.parameters
    )
    * {{ function('discounted_purchases_while_alive') }}(
        repeat_purchases,
        {{ weeks('age_days') }},
        coalesce(months, {{ var('lifetime_value_months') }}),
        {{ weeks(var('days_per_month')) }},
        coalesce(monthly_discount_rate, {{ var('monthly_discount_rate') }}),
        process.parameters
    )
    * {{ function('expected_spend') }}(repeat_purchases, average_spend, spend.parameters)
from {{ ref('clv_model_parameters') }} as process
inner join {{ ref('clv_model_parameters') }} as spend
    on process.snapshot = spend.snapshot
where
    process.snapshot = 'current'
    and process.is_used
    and process.model <> 'gamma_gamma'
    and spend.is_used
    and spend.model = 'gamma_gamma'
