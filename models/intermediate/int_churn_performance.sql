-- One row per way to predict churn: how it did on the held-out period.
with predictions as (

    select * from {{ ref('int_churn_predictions') }}

),

-- a certain prediction that fails would cost infinitely much
bounded_predictions as (

    select
        *,
        greatest(1e-15, least(1 - 1e-15, churn_probability)) as bounded_probability
    from predictions

),

sums as (

    select
        model,
        count(*) as customers,
        sum(has_churned) as churned,
        count(*) - sum(has_churned) as stayed,
        sum(case when has_churned = 1 then place end) as places_of_churned,
        {{ exact_avg('(churn_probability - has_churned) ^ 2') }} as brier_score,
        -{{ exact_avg(
            'has_churned * ln(bounded_probability)
            + (1 - has_churned) * ln(1 - bounded_probability)'
        ) }} as log_loss,
        {{ rate(
            'sum(case when (churn_probability >= 0.5) = (has_churned = 1) then 1 else 0 end)',
            'count(*)'
        ) }} as accuracy,
        {{ rate('sum(case when decile = 1 then has_churned end)',
            'sum(case when decile = 1 then 1 end)') }} as top_decile_churn_rate,
        {{ rate('sum(case when decile = 10 then 1 - has_churned end)',
            'sum(case when decile = 10 then 1 end)') }} as bottom_decile_purchase_rate,
        {{ exact_avg('churn_probability') }} as mean_probability
    from bounded_predictions
    group by 1

)

select
    model,
    customers,
    {{ rate('churned', 'customers') }} as churn_rate,
    mean_probability,
    {{ rate('places_of_churned - churned * (churned + 1) / 2', 'churned * stayed') }} as auc,
    brier_score,
    -- what predicting everybody's rate for everybody would reach
    {{ rate('churned * stayed', 'customers * customers') }} as base_rate_brier_score,
    log_loss,
    accuracy,
    {{ rate('greatest(churned, stayed)', 'customers') }} as majority_accuracy,
    top_decile_churn_rate / nullif({{ rate('churned', 'customers') }}, 0) as top_decile_lift,
    bottom_decile_purchase_rate / nullif({{ rate('stayed', 'customers') }}, 0)
        as top_decile_purchase_lift,
    row_number() over (order by brier_score, model) = 1 as is_used
from sums
