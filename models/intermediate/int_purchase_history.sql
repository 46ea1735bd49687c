-- One row per snapshot and customer who had bought by then: the statistics that the buying process and the spend model
-- need, and what the customer did in the horizon after it. Each purchase day is read once, for all snapshots.
{{ config(meta={'grouped_by': ['snapshot', 'repeats', 'age_days']}) }}

with purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

-- snapshots are one horizon apart, so sums up to four dates hold the windows before and after each of them
dates as (

    select
        max(case when snapshot = 'training' then snapshot_date - horizon_days end) as start_date,
        max(case when snapshot = 'training' then snapshot_date end) as training_date,
        max(case when snapshot = 'holdout' then snapshot_date end) as holdout_date,
        max(case when snapshot = 'current' then snapshot_date end) as as_of_date
    from {{ ref('int_prediction_dates') }}

),

dated_purchases as (

    select
        purchase_days.customer_id,
        purchase_days.purchase_date,
        cast(purchase_days.spend as {{ dbt.type_float() }}) as spend,
        purchase_days.days_since_previous is null as is_first,
        purchase_days.purchase_date <= dates.start_date as is_by_start,
        purchase_days.purchase_date <= dates.training_date as is_by_training,
        purchase_days.purchase_date <= dates.holdout_date as is_by_holdout
    from purchase_days
    cross join dates

),

customers as (

    select
        customer_id,
        min(purchase_date) as first_purchase_date,
        sum(case when is_first then spend end) as first_spend,
        sum(case when is_by_start then 1 else 0 end) as days_by_start,
        sum(case when is_by_training then 1 else 0 end) as days_by_training,
        sum(case when is_by_holdout then 1 else 0 end) as days_by_holdout,
        count(*) as days_by_now,
        max(case when is_by_training then purchase_date end) as last_by_training,
        max(case when is_by_holdout then purchase_date end) as last_by_holdout,
        max(purchase_date) as last_by_now,
        sum(case when is_by_training and not is_first then spend else 0 end) as spend_by_training,
        sum(case when is_by_holdout and not is_first then spend else 0 end) as spend_by_holdout,
        sum(case when is_first then 0 else spend end) as spend_by_now
    from dated_purchases
    group by 1

),

snapshots as (

    select
        snapshots.*,
        customers.customer_id,
        customers.first_purchase_date,
        customers.first_spend
    from customers
    cross join dates
    cross join
        lateral (
            values
            (
                'current', dates.as_of_date, customers.last_by_now, customers.days_by_now,
                customers.spend_by_now,
                customers.days_by_now - customers.days_by_holdout,
                null,
                null
            ),
            (
                'holdout', dates.holdout_date, customers.last_by_holdout, customers.days_by_holdout,
                customers.spend_by_holdout, customers.days_by_holdout - customers.days_by_training,
                customers.days_by_now - customers.days_by_holdout,
                customers.spend_by_now - customers.spend_by_holdout
            ),
            (
                'training',
                dates.training_date,
                customers.last_by_training,
                customers.days_by_training,
                customers.spend_by_training, customers.days_by_training - customers.days_by_start,
                customers.days_by_holdout - customers.days_by_training,
                customers.spend_by_holdout - customers.spend_by_training
            )
        )
            as snapshots (
                snapshot, snapshot_date, last_purchase_date, purchases, repeat_spend,
                recent_purchases, next_purchases, next_spend
            )
    where snapshots.purchases > 0

)

select
    snapshot,
    customer_id,
    first_purchase_date,
    last_purchase_date,
    cast(purchases - 1 as integer) as repeats,
    cast(recent_purchases as integer) as recent_purchases,
    cast(next_purchases as integer) as next_purchases,
    next_spend,
    last_purchase_date - first_purchase_date as recency_days,
    snapshot_date - first_purchase_date as age_days,
    snapshot_date - last_purchase_date as days_since_purchase,
    repeat_spend / nullif(purchases - 1, 0) as average_spend,
    (first_spend + repeat_spend) / purchases as average_spend_of_all
from snapshots
