-- One row per snapshot that a regression is fitted for: it learns one horizon earlier, where the outcome was known by then.
with features as (

    select * from {{ ref('int_churn_features') }}

),

numbered as (

    select
        snapshot,
        customer_id,
        row_number() over (partition by snapshot order by md5(customer_id), customer_id) as place
    from {{ ref('int_churn_features') }}
    where has_churned is not null

),

-- ten thousand customers settle a dozen weights; md5 picks the same ones in each build
picked as (

    select
        features.*,
        numbered.place
    from numbered
    inner join features
        on
            numbered.snapshot = features.snapshot
            and numbered.customer_id = features.customer_id
    where numbered.place <= 10000

),

samples as (

    select
        snapshot,
        count(*) as customers,
        sum(has_churned) as churned_customers,
        array_agg(cast(has_churned as {{ dbt.type_float() }}) order by place) as outcomes,
        array_agg(array[{{ churn_features() | join(', ') }}] order by place) as features
    from picked
    group by 1

),

-- materialized: the planner would otherwise fit anew for each column that is taken from the fit
fits as materialized (

    select
        *,
        case
            when least(churned_customers, customers - churned_customers)
                >= {{ var('minimum_churn_outcomes') }}
                then {{ function('fit_logistic_regression') }}(features, outcomes, 1)
        end as fit
    from samples

)

select
    case snapshot when 'training' then 'holdout' else 'current' end as snapshot,
    snapshot as trained_on,
    cast(customers as integer) as customers,
    cast(churned_customers as integer) as churned_customers,
    cast(fit ->> 'iterations' as integer) as iterations,
    coalesce(cast(fit ->> 'is_converged' as boolean), false) as is_converged,
    cast(fit ->> 'intercept' as {{ dbt.type_float() }}) as intercept,
    {{ floats_of_json("fit ->> 'weights'") }} as weights,
    {{ floats_of_json("fit ->> 'means'") }} as means,
    {{ floats_of_json("fit ->> 'deviations'") }} as deviations
from fits
