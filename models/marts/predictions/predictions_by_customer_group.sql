-- One row per month of acquisition, segment, channel and band of risk: what is predicted of these buyers, added up.
with customer_groups as (

    select * from {{ ref('customer_groups') }}

),

churn as (

    select * from {{ ref('customer_churn') }}

),

lifetime_values as (

    select * from {{ ref('customer_lifetime_value') }}

),

risk_bands as (

    select
        risk_category,
        row_number() over (order by minimum_probability) as risk_order
    from {{ ref('churn_risk') }}

),

propensities as (

    select
        customer_id,
        max(case when metric = 'propensity_30_days' then value end) as propensity_30_days,
        max(case when metric = 'propensity_60_days' then value end) as propensity_60_days,
        max(case when metric = 'propensity_90_days' then value end) as propensity_90_days
    from {{ ref('predictive_metrics') }}
    where
        metric in ('propensity_30_days', 'propensity_60_days', 'propensity_90_days')
        and origin = 'customer-analytics'
    group by 1

),

-- rounded here and not in the sums, so that they add up whatever they are grouped by
predictions as (

    select
        churn.customer_id,
        lifetime_values.net_revenue,
        cast(coalesce(risk_bands.risk_order, 0) as integer) as risk_order,
        cast(churn.churn_probability as numeric(18, 4)) as churn_probability,
        cast(propensities.propensity_30_days as numeric(18, 4)) as propensity_30_days,
        cast(propensities.propensity_60_days as numeric(18, 4)) as propensity_60_days,
        cast(propensities.propensity_90_days as numeric(18, 4)) as propensity_90_days,
        cast(lifetime_values.expected_purchases as numeric(18, 4)) as expected_purchases,
        cast(lifetime_values.predicted_lifetime_value as numeric(14, 2)) as predicted_value,
        coalesce(churn.risk_category, '(not predicted)') as risk_category
    from churn
    inner join lifetime_values
        on churn.customer_id = lifetime_values.customer_id
    left join propensities
        on churn.customer_id = propensities.customer_id
    left join risk_bands
        on churn.risk_category = risk_bands.risk_category

)

select
    customer_groups.acquired_month,
    customer_groups.segment,
    customer_groups.channel,
    predictions.risk_category,
    predictions.risk_order,
    cast(count(*) as integer) as buyers,
    cast(count(predictions.churn_probability) as integer) as churn_predicted_customers,
    cast(count(predictions.propensity_30_days) as integer) as purchase_predicted_customers,
    cast(coalesce(sum(predictions.churn_probability), 0) as numeric(18, 4))
        as expected_churned_customers,
    cast(coalesce(sum(predictions.propensity_30_days), 0) as numeric(18, 4))
        as expected_buyers_30_days,
    cast(coalesce(sum(predictions.propensity_60_days), 0) as numeric(18, 4))
        as expected_buyers_60_days,
    cast(coalesce(sum(predictions.propensity_90_days), 0) as numeric(18, 4))
        as expected_buyers_90_days,
    cast(coalesce(sum(predictions.expected_purchases), 0) as numeric(18, 4)) as expected_purchases,
    cast(coalesce(sum(predictions.predicted_value), 0) as numeric(14, 2)) as predicted_value,
    cast(sum(predictions.net_revenue) as numeric(14, 2)) as net_revenue
from predictions
inner join customer_groups
    on predictions.customer_id = customer_groups.customer_id
group by 1, 2, 3, 4, 5
