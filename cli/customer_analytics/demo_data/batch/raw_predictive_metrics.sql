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
with scored as materialized (

    select
        customers.key,
        customers.customer_id,
        customers.buying_rate,
        scorings.scoring,
        run.ends_at - interval '20 hours' - scorings.scoring * interval '30 days' as scored_at,
        coalesce(
            lasts.left_at
            < run.ends_at - interval '20 hours' - scorings.scoring * interval '30 days',
            false
        ) as has_left,
        pg_temp.normal(customers.key, 'score noise', scorings.scoring) as noise
    from demo_customers as customers
    cross join demo_run as run
    cross join generate_series(0, 1) as scorings (scoring)
    left join (
        select
            number,
            max(ordered_at) filter (where is_last) as left_at
        from demo_orders
        where kind = 'purchase'
        group by number
    ) as lasts on customers.number = lasts.number
    where
        pg_temp.uniform(customers.key, 'scored') < 0.25
        and customers.first_order_at
        < run.ends_at - interval '21 hours' - scorings.scoring * interval '30 days'

),

probabilities as (

    select
        scored.*,
        metrics.metric,
        -- Poisson: the probability of no purchase in 90 days, and of at least one in 30.
        case metrics.metric
            when 'churn_probability'
                then case when has_left then 0.97 else exp(-90 * buying_rate) end
            else case when has_left then 0.01 else 1 - exp(-30 * buying_rate) end
        end as probability,
        case metrics.metric when 'churn_probability' then 1 else -1 end as direction
    from scored
    cross join (values ('churn_probability'), ('propensity_30_days')) as metrics (metric)

),

logits as (

    select
        *,
        ln(
            (0.01 + 0.98 * probability) / (1 - (0.01 + 0.98 * probability))
        ) as log_odds
    from probabilities

)

select
    customer_id,
    metric,
    'vendor_scores_v2' as model,
    scored_at,
    round((1 / (1 + exp(-0.7 * log_odds - 0.8 * direction * noise)))::numeric, 4)::double precision as value,
    scored_at as updated_at
from logits;
