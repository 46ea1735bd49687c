-- One row per snapshot and customer who had bought by then: what buying process and spend model expect of them.
with histories as (

    select * from {{ ref('int_purchase_history') }}

),

parameters as (

    select * from {{ ref('int_scoring_parameters') }}

),

while_alive as (

    select * from {{ ref('int_purchases_while_alive') }}

),

-- materialized: the planner would otherwise compute each probability once for every place that it is used in
conditional_expectations as materialized (

    select
        histories.snapshot,
        histories.customer_id,
        {{ function('probability_alive') }}(
            histories.repeats, {{ weeks('histories.recency_days') }},
            {{ weeks('histories.age_days') }}, parameters.buying_process
        ) as probability_alive,
        while_alive.purchase_probability as purchase_probability_while_alive,
        while_alive.expected_purchases,
        while_alive.squared_purchases,
        while_alive.discounted_purchases,
        {{ function('expected_spend') }}(
            histories.repeats, histories.average_spend, parameters.spend_model
        ) as expected_spend,
        {{ function('expected_squared_spend') }}(
            histories.repeats, histories.average_spend, parameters.spend_model
        ) as squared_spend,
        parameters.spend_model[1] as spend_shape
    from histories
    inner join parameters
        on histories.snapshot = parameters.snapshot
    inner join while_alive
        on
            histories.snapshot = while_alive.snapshot
            and histories.repeats = while_alive.repeats
            and histories.age_days = while_alive.age_days

)

-- With N purchases and a mean amount M, revenue has the variance E[N] E[M²] / p + E[N²] E[M²] - (E[N] E[M])²: amounts vary
-- around their mean, the mean is not known, and neither is the number of purchases.
select
    snapshot,
    customer_id,
    probability_alive,
    expected_spend,
    probability_alive * purchase_probability_while_alive as purchase_probability,
    probability_alive * expected_purchases as expected_purchases,
    sqrt(greatest(
        0, probability_alive * squared_purchases - (probability_alive * expected_purchases) ^ 2
    )) as expected_purchases_deviation,
    probability_alive * expected_purchases * expected_spend as expected_revenue,
    sqrt(greatest(
        0,
        probability_alive * squared_spend * (expected_purchases / spend_shape + squared_purchases)
        - (probability_alive * expected_purchases * expected_spend) ^ 2
    )) as expected_revenue_deviation,
    probability_alive * discounted_purchases * expected_spend as discounted_value
from conditional_expectations
