-- One row per way to predict churn, decile, month of acquisition and channel on the held-out period: predicted and observed.
with predictions as (

    select * from {{ ref('int_churn_predictions') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

)

select
    predictions.model,
    predictions.decile,
    customer_groups.acquired_month,
    customer_groups.channel,
    cast(count(*) as integer) as customers,
    -- each rounded and not the sum, so that they add up whatever they are grouped by
    cast(sum(cast(predictions.churn_probability as numeric(18, 4))) as numeric(18, 4))
        as predicted_churned_customers,
    cast(sum(predictions.has_churned) as integer) as observed_churned_customers
from predictions
inner join customer_groups
    on predictions.customer_id = customer_groups.customer_id
group by 1, 2, 3, 4
