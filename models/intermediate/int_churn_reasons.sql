-- One row per way to predict churn: what to say where a part of its score speaks for churn, in the order of the parts.
with reasons as (

    select * from {{ ref('churn_reasons') }}

),

regressions as (

    select * from {{ ref('int_churn_regressions') }}
    where snapshot = 'current' and is_converged

),

regression_parts as (

    select
        features.feature,
        features.place,
        features.weight
    from regressions
    cross join lateral unnest(
        array[
            {% for feature in churn_features() -%}
            '{{ feature }}'{{ ',' if not loop.last }}
            {% endfor -%}
        ],
        regressions.weights
    ) with ordinality as features (feature, weight, place)

),

process_parts as (

    select
        parts.feature,
        parts.place,
        -1 as weight
    from unnest(array['probability_alive', 'purchase_rate']) with ordinality
            as parts (feature, place)

),

parts as (

    select
        'logistic regression' as model,
        *
    from regression_parts
    union all
    select
        'buying process' as model,
        *
    from process_parts

)

select
    parts.model,
    -- a feature that raises churn speaks for it where it is high, one that lowers it where it is low
    array_agg(
        case when parts.weight > 0 then reasons.when_high else reasons.when_low end
        order by parts.place
    ) as reasons
from parts
left join reasons
    on parts.feature = reasons.feature
group by 1
