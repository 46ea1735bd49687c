select
    1 - {{ function('probability_of_purchase') }}(
        repeat_purchases,
        {{ weeks('recency_days') }},
        {{ weeks('age_days') }},
        {{ weeks('coalesce(calculate_churn_probability.horizon_days, prediction_dates.horizon_days)') }},
        process.parameters
    )
from {{ ref('clv_model_parameters') }} as process
inner join {{ ref('int_prediction_dates') }} as prediction_dates
    on process.snapshot = prediction_dates.snapshot
where
    process.snapshot = 'current'
    and process.is_used
    and process.model <> 'gamma_gamma'
