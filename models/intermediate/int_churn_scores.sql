-- One row per snapshot (today, and one horizon ago) and customer: both scores of churn, and the outcome where it is known.
with features as (

    select * from {{ ref('int_churn_features') }}
    where snapshot <> 'training'

),

process_scores as (

    select * from {{ ref('int_buying_process_scores') }}

),

regressions as (

    select * from {{ ref('int_churn_regressions') }}
    where is_converged

),

-- what a feature adds to the log-odds of churn, beside a customer who is average in it; in the buying process the
-- probability of a purchase is a product of two, and the contributions are minus their logarithms
contributions as (

    select
        features.snapshot,
        features.customer_id,
        features.has_churned,
        {% for feature in churn_features() -%}
        coalesce(
            regressions.weights[{{ loop.index }}]
            * (features.{{ feature }} - regressions.means[{{ loop.index }}])
            / nullif(regressions.deviations[{{ loop.index }}], 0),
            0
        ) as {{ feature }},
        {% endfor -%}
        regressions.intercept
    from features
    left join regressions
        on features.snapshot = regressions.snapshot

)

select
    contributions.snapshot,
    contributions.customer_id,
    contributions.has_churned,
    1 - process_scores.purchase_probability as process_probability,
    case
        when contributions.intercept is not null
            then
                1 / (1 + {{ safe_exp(
                    '-(contributions.intercept + contributions.'
                    ~ churn_features() | join(' + contributions.') ~ ')'
                ) }})
    end as regression_probability,
    array[
        -ln(nullif(process_scores.probability_alive, 0)),
        -ln(nullif(process_scores.purchase_probability / process_scores.probability_alive, 0))
    ] as process_contributions,
    array[
        contributions.{{ churn_features() | join(', contributions.') }}
    ] as regression_contributions
from contributions
left join process_scores
    on
        contributions.snapshot = process_scores.snapshot
        and contributions.customer_id = process_scores.customer_id
