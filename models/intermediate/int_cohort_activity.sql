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

-- customers are counted on their first purchase day of a period, which spares a distinct count of millions
purchases as (

    select
        customers.first_purchase_date,
        purchase_days.purchase_date as event_date,
        sum(
            case when {{ is_first_purchase_of_period("'month'") }} then 1 else 0 end
        ) as month_customers,
        sum(
            case when {{ is_first_purchase_of_period("'week'") }} then 1 else 0 end
        ) as week_customers,
        sum(
            case when purchase_days.purchase_date = customers.second_purchase_date then 1 else 0 end
        ) as second_purchases,
        0 as net_revenue
    from purchase_days
    inner join customers
        on purchase_days.customer_id = customers.customer_id
    group by 1, 2

),

revenue as (

    select
        customers.first_purchase_date,
        -- a credit note older than all purchases in the data belongs to the cohort's first period
        greatest(revenue_days.revenue_date, customers.first_purchase_date) as event_date,
        0 as month_customers,
        0 as week_customers,
        0 as second_purchases,
        sum(revenue_days.net_amount) as net_revenue
    from revenue_days
    inner join customers
        on revenue_days.customer_id = customers.customer_id
    group by 1, 2

),

cohort_days as (

    select * from purchases
    union all
    select * from revenue

)

select
    period_types.period_type,
    {{ start_of_period('cohort_days.first_purchase_date', 'period_types.period_type') }}
        as cohort_start_date,
    {{ start_of_period('cohort_days.event_date', 'period_types.period_type') }}
        as period_start_date,
    cast(sum(
        case period_types.period_type
            when 'month' then cohort_days.month_customers
            when 'week' then cohort_days.week_customers
        end
    ) as integer) as customers,
    cast(sum(cohort_days.second_purchases) as integer) as second_purchases,
    cast(sum(cohort_days.net_revenue) as numeric(14, 2)) as net_revenue
from cohort_days
cross join period_types
group by 1, 2, 3
