-- One row per customer, metric and model outside: its latest score.
with scores as (

    select * from {{ ref('stg_predictive_metrics') }}

),

numbered_scores as (

    select
        *,
        row_number() over (
            partition by customer_id, metric, model order by scored_at desc
        ) as place
    from scores

)

select
    customer_id,
    metric,
    model,
    scored_at,
    value
from numbered_scores
where place = 1
