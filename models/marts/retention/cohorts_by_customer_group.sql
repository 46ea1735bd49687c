-- One row per month of first purchase, months since, segment and channel: how many of these customers bought in that month.
with purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

months_bought_in as (

    select
        customer_id,
        {{ start_of_period('purchase_date', "'month'") }} as purchase_month
    from purchase_days
    group by 1, 2

),

customer_months as (

    select
        *,
        min(purchase_month) over (partition by customer_id) as cohort_month
    from months_bought_in

),

cohort_activity as (

    select
        customer_months.cohort_month,
        {{ dbt.datediff(
            'customer_months.cohort_month', 'customer_months.purchase_month', 'month'
        ) }} as months_since,
        {{ customer_group_columns() }},
        count(*) as customers
    from customer_months
    left join customer_groups
        on customer_months.customer_id = customer_groups.customer_id
    group by 1, 2, 3, 4

),

cohort_months as (

    -- in the month of their first purchase all customers of a cohort have bought
    select
        cohort_activity.cohort_month,
        cohort_activity.segment,
        cohort_activity.channel,
        cohort_activity.customers,
        as_of.as_of_date,
        months.months_since,
        {{ dbt.dateadd('month', 'months.months_since', 'cohort_activity.cohort_month') }}
            as month_start_date
    from cohort_activity
    cross join {{ ref('stg_as_of_date') }} as as_of
    cross join lateral {{ each_month_since(
        dbt.datediff('cohort_activity.cohort_month', 'as_of.as_of_date', 'month')
    ) }} as months (months_since)
    where cohort_activity.months_since = 0

)

select
    cohort_months.cohort_month,
    cast(cohort_months.months_since as integer) as months_since,
    cohort_months.segment,
    cohort_months.channel,
    cast(cohort_months.customers as integer) as customers,
    cast(coalesce(cohort_activity.customers, 0) as integer) as retained_customers,
    {{ dbt.last_day('cohort_months.month_start_date', 'month') }} <= cohort_months.as_of_date
        as is_complete
from cohort_months
left join cohort_activity
    on
        cohort_months.cohort_month = cohort_activity.cohort_month
        and cohort_months.months_since = cohort_activity.months_since
        and cohort_months.segment = cohort_activity.segment
        and cohort_months.channel = cohort_activity.channel
