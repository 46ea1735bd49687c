select
    1 - {{ function('probability_of_purchase') }}(
        repeat_purchases,
        {{ weeks('recency_days') }},
        {{ weeks('age_days') }},
        {{ weeks('coalesce(calculate_churn_probability.horizon_days, churn.horizon_days)') }},
        process.parameters
    )
from {{ ref('clv_model_parameters') }} as process
-- from a mart and not from int_prediction_dates: whoever reads marts alone may call it
cross join (
    select horizon_days
    from {{ ref('customer_churn') }}
    order by customer_id
    limit 1
) as churn
where
    process.snapshot = 'current'
    and process.is_used
    and process.model <> 'gamma_gamma'
