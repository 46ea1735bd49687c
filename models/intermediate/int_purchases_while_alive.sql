-- One row per snapshot, number of repeats and age: what a customer who is still alive will buy. It depends on these two
-- alone, so the costly functions are called once for each pair and not for each customer.
{{ config(meta={'grouped_by': ['snapshot', 'repeats', 'age_days']}) }}

with histories as (

    select distinct
        snapshot,
        repeats,
        age_days
    from {{ ref('int_purchase_history') }}

),

-- today we look ahead for the value of a lifetime; in hindsight, for the days whose outcome is known
parameters as (

    select
        *,
        case
            when snapshot = 'current'
                then {{ weeks(var('lifetime_value_months') ~ ' * ' ~ var('days_per_month')) }}
            else {{ weeks('horizon_days') }}
        end as horizon
    from {{ ref('int_scoring_parameters') }}
    where buying_process_model is not null

),

pairs as (

    select
        histories.snapshot,
        histories.repeats,
        histories.age_days,
        parameters.buying_process,
        parameters.horizon,
        {{ weeks('parameters.horizon_days') }} as churn_horizon,
        {{ weeks('histories.age_days') }} as age
    from histories
    inner join parameters
        on histories.snapshot = parameters.snapshot

)

select
    snapshot,
    repeats,
    age_days,
    {{ function('probability_of_purchase_while_alive') }}(
        repeats, age, churn_horizon, buying_process
    ) as purchase_probability,
    {{ function('expected_purchases_while_alive') }}(repeats, age, horizon, buying_process)
        as expected_purchases,
    {{ function('squared_purchases_while_alive') }}(repeats, age, horizon, buying_process)
        as squared_purchases,
    case
        when snapshot = 'current'
            then {{ function('discounted_purchases_while_alive') }}(
                    repeats,
                    age,
                    {{ var('lifetime_value_months') }},
                    {{ weeks(var('days_per_month')) }},
                    {{ var('monthly_discount_rate') }},
                    buying_process
                )
    end as discounted_purchases
from pairs
