-- One row per snapshot and customer who had bought by then: the statistics that the buying process and the spend model
-- need, and what the customer did in the horizon after it.
with purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

prediction_dates as (

    select * from {{ ref('int_prediction_dates') }}

),

dated_purchases as (

    select
        prediction_dates.snapshot,
        prediction_dates.snapshot_date,
        prediction_dates.is_outcome_known,
        purchase_days.customer_id,
        purchase_days.purchase_date,
        purchase_days.spend,
        purchase_days.days_since_previous is not null as is_repeat,
        purchase_days.purchase_date <= prediction_dates.snapshot_date as is_past,
        purchase_days.purchase_date
        > prediction_dates.snapshot_date - prediction_dates.horizon_days as is_recent
    from purchase_days
    cross join prediction_dates
    where
        purchase_days.purchase_date
        <= prediction_dates.snapshot_date + prediction_dates.horizon_days

),

histories as (

    select
        snapshot,
        customer_id,
        min(snapshot_date) as snapshot_date,
        {{ dbt.bool_or('is_outcome_known') }} as is_outcome_known,
        min(purchase_date) as first_purchase_date,
        max(case when is_past then purchase_date end) as last_purchase_date,
        sum(case when is_past and is_repeat then 1 else 0 end) as repeats,
        sum(case when is_past and is_repeat then spend end) as repeat_spend,
        sum(case when is_past then spend end) as spend,
        sum(case when is_past and is_recent then 1 else 0 end) as recent_purchases,
        sum(case when is_past then 0 else 1 end) as next_purchases,
        sum(case when is_past then 0 else spend end) as next_spend
    from dated_purchases
    group by 1, 2
    having min(purchase_date) <= min(snapshot_date)

)

select
    snapshot,
    customer_id,
    first_purchase_date,
    last_purchase_date,
    cast(repeats as integer) as repeats,
    last_purchase_date - first_purchase_date as recency_days,
    snapshot_date - first_purchase_date as age_days,
    snapshot_date - last_purchase_date as days_since_purchase,
    cast(repeat_spend / nullif(repeats, 0) as {{ dbt.type_float() }}) as average_spend,
    cast(spend / (repeats + 1) as {{ dbt.type_float() }}) as average_spend_of_all,
    cast(recent_purchases as integer) as recent_purchases,
    case when is_outcome_known then cast(next_purchases as integer) end as next_purchases,
    case when is_outcome_known then cast(next_spend as {{ dbt.type_float() }}) end as next_spend
from histories
