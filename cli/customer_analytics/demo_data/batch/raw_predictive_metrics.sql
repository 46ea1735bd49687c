-- raw.predictive_metrics: scores that a model outside made for a quarter of the buyers, on the last day
-- and thirty days before. It knows the truth, but only through noise.
insert into raw.predictive_metrics (
    customer_id,
    metric,
    model,
    scored_at,
    value,
    updated_at
)
with scorings as (

    select
        scorings.scoring,
        run.ends_at - interval '20 hours' - pg_temp.days(30 * scorings.scoring) as scored_at
    from demo_run as run
    cross join generate_series(0, 1) as scorings (scoring)

),

scored as materialized (

    select
        customers.customer_id,
        customers.buying_rate,
        scorings.scored_at,
        coalesce(customers.left_at < scorings.scored_at, false) as has_left,
        0.8 * pg_temp.normal(customers.draw_key, 'score noise', scorings.scoring) as noise
    from demo_customers as customers
    cross join scorings
    where
        pg_temp.uniform(customers.draw_key, 'scored') < 0.25
        and customers.first_order_at < scorings.scored_at

),

-- Poisson: the probability of no purchase in 90 days, and of at least one in 30.
probabilities as (

    select
        customer_id,
        scored_at,
        'churn_probability' as metric,
        case when has_left then 0.96 else 0.01 + 0.98 * exp(-90 * buying_rate) end as probability,
        noise
    from scored

    union all

    select
        customer_id,
        scored_at,
        'propensity_30_days' as metric,
        case when has_left then 0.02 else 0.01 + 0.98 * (1 - exp(-30 * buying_rate)) end
            as probability,
        -noise as noise
    from scored

)

select
    customer_id,
    metric,
    'vendor_scores_v2' as model,
    scored_at,
    -- The log odds, drawn towards even and shaken.
    round(10000 / (1 + exp(-0.7 * ln(probability / (1 - probability)) - noise))) / 10000 as value,
    scored_at as updated_at
from probabilities;
