-- One row per model and metric: how predictions made one horizon ago, from what was known then, have turned out.
with churn_performance as (

    select * from {{ ref('int_churn_performance') }}

),

histories as (

    select * from {{ ref('int_purchase_history') }}
    where snapshot = 'holdout'

),

scores as (

    select * from {{ ref('int_buying_process_scores') }}
    where snapshot = 'holdout'

),

churn_metrics as (

    select
        churn_performance.model,
        metrics.metric,
        metrics.value,
        churn_performance.customers,
        churn_performance.is_used
    from churn_performance
    cross join lateral (
        values
        ('churn_rate', churn_performance.churn_rate),
        ('mean_churn_probability', churn_performance.mean_probability),
        ('auc', churn_performance.auc),
        ('brier_score', churn_performance.brier_score),
        ('base_rate_brier_score', churn_performance.base_rate_brier_score),
        ('log_loss', churn_performance.log_loss),
        ('accuracy', churn_performance.accuracy),
        ('majority_accuracy', churn_performance.majority_accuracy),
        ('top_decile_lift', churn_performance.top_decile_lift),
        ('top_decile_purchase_lift', churn_performance.top_decile_purchase_lift)
    ) as metrics (metric, value)

),

-- purchases and revenue are the buying process's and the spend model's to predict
expectations as (

    select
        count(*) as customers,
        {{ exact_sum('scores.expected_purchases') }} as expected_purchases,
        sum(histories.next_purchases) as actual_purchases,
        {{ exact_avg('scores.expected_purchases - histories.next_purchases') }}
            as purchases_mean_error,
        {{ exact_avg('abs(scores.expected_purchases - histories.next_purchases)') }}
            as purchases_mean_absolute_error,
        {{ exact_sum('scores.expected_revenue') }} as expected_revenue,
        {{ exact_sum('histories.next_spend') }} as actual_revenue,
        {{ exact_avg('scores.expected_revenue - histories.next_spend') }} as revenue_mean_error,
        {{ exact_avg('abs(scores.expected_revenue - histories.next_spend)') }}
            as revenue_mean_absolute_error
    from scores
    inner join histories
        on scores.customer_id = histories.customer_id

),

expectation_metrics as (

    select
        metrics.model,
        metrics.metric,
        cast(metrics.value as {{ dbt.type_float() }}) as value,
        expectations.customers,
        true as is_used
    from expectations
    cross join lateral (
        values
        ('buying process', 'expected_purchases', expectations.expected_purchases),
        ('buying process', 'actual_purchases', expectations.actual_purchases),
        ('buying process', 'purchases_mean_error', expectations.purchases_mean_error),
        (
            'buying process',
            'purchases_mean_absolute_error',
            expectations.purchases_mean_absolute_error
        ),
        ('spend model', 'expected_revenue', expectations.expected_revenue),
        ('spend model', 'actual_revenue', expectations.actual_revenue),
        ('spend model', 'revenue_mean_error', expectations.revenue_mean_error),
        ('spend model', 'revenue_mean_absolute_error', expectations.revenue_mean_absolute_error)
    ) as metrics (model, metric, value)

),

all_metrics as (

    select * from churn_metrics
    union all
    select * from expectation_metrics

)

select
    all_metrics.model,
    all_metrics.metric,
    prediction_dates.snapshot_date as fitted_to_date,
    prediction_dates.horizon_days,
    cast(all_metrics.customers as integer) as customers,
    all_metrics.value,
    all_metrics.is_used
from all_metrics
cross join {{ ref('int_prediction_dates') }} as prediction_dates
where prediction_dates.snapshot = 'holdout' and all_metrics.customers > 0
