-- One row per way to predict churn and customer of the held-out period: what was predicted, and what came.
with scores as (

    select * from {{ ref('int_churn_scores') }}
    where snapshot = 'holdout'

),

predictions as (

    select
        'buying process' as model,
        customer_id,
        has_churned,
        process_probability as churn_probability
    from scores
    union all
    select
        'logistic regression' as model,
        customer_id,
        has_churned,
        regression_probability as churn_probability
    from scores

)

select
    model,
    customer_id,
    has_churned,
    churn_probability,
    {{ decile('churn_probability', 'model') }} as decile,
    -- the mean place among equal scores: what the area under the ROC curve is made of
    rank() over (partition by model order by churn_probability)
    + cast(
        count(*) over (partition by model, churn_probability) - 1 as {{ dbt.type_float() }}
    ) / 2 as place
from predictions
where churn_probability is not null
