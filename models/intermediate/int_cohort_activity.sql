-- One row per cohort of first buyers (by month and by week) and period in which it bought or its revenue moved.
with customers as (

    select * from {{ ref('int_customer_repeat') }}

),

revenue_days as (

    select * from {{ ref('int_order_revenue_days') }}

),

purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

period_types as (

    select 'month' as period_type
    union all
    select 'week' as period_type

),

customer_days as (

    select
        customer_id,
        purchase_date as event_date,
        1 as purchases,
        0 as net_amount
    from purchase_days
    union all
    select
        revenue_days.customer_id,
        -- a credit note older than all purchases in the data belongs to the cohort's first period
        greatest(revenue_days.revenue_date, customers.first_purchase_date) as event_date,
        0 as purchases,
        revenue_days.net_amount
    from revenue_days
    inner join customers
        on revenue_days.customer_id = customers.customer_id

),

customer_periods as (

    select
        period_types.period_type,
        customer_days.customer_id,
        {{ start_of_period('customer_days.event_date', 'period_types.period_type') }}
            as period_start_date,
        max(customer_days.purchases) as has_bought,
        sum(customer_days.net_amount) as net_revenue
    from customer_days
    cross join period_types
    group by 1, 2, 3

),

cohort_periods as (

    select
        customer_periods.period_type,
        {{ start_of_period('customers.first_purchase_date', 'customer_periods.period_type') }}
            as cohort_start_date,
        {{ start_of_period('customers.second_purchase_date', 'customer_periods.period_type') }}
            as second_period_start_date,
        customer_periods.period_start_date,
        customer_periods.has_bought,
        customer_periods.net_revenue
    from customer_periods
    inner join customers
        on customer_periods.customer_id = customers.customer_id

)

select
    period_type,
    cohort_start_date,
    period_start_date,
    cast(sum(has_bought) as integer) as customers,
    cast(sum(
        case when second_period_start_date = period_start_date then 1 else 0 end
    ) as integer) as second_purchases,
    cast(sum(net_revenue) as numeric(14, 2)) as net_revenue
from cohort_periods
group by 1, 2, 3
