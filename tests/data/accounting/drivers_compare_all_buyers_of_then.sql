-- Accounting: the customers compared by channel are all who had bought by the holdout date, by frequency those who had lately, and
-- those retained bought in the days after it, by the order lines; by satisfaction those who had answered a survey.
with dates as (

    select * from {{ ref('int_prediction_dates') }}
    where snapshot = 'holdout'

),

buyers as (

    select
        order_lines.customer_id,
        max(
            case
                when
                    order_lines.order_date > dates.snapshot_date - dates.horizon_days
                    and order_lines.order_date <= dates.snapshot_date
                    then 1
                else 0
            end
        ) as has_bought_lately,
        max(case when order_lines.order_date > dates.snapshot_date then 1 else 0 end) as is_retained
    from {{ ref('stg_purchase_behavior') }} as order_lines
    cross join dates
    where order_lines.is_purchase and order_lines.customer_id is not null
    group by 1
    having min(order_lines.order_date) <= max(dates.snapshot_date)

),

answerers as (

    select distinct answers.customer_id
    from {{ ref('stg_customer_satisfaction_scores') }} as answers
    cross join dates
    where
        answers.survey_date > dates.snapshot_date - dates.horizon_days
        and answers.survey_date <= dates.snapshot_date

),

expected as (

    select
        'acquisition channel' as driver,
        count(*) as customers,
        sum(is_retained) as retained_customers
    from buyers
    union all
    select
        'frequency' as driver,
        count(*) as customers,
        sum(is_retained) as retained_customers
    from buyers
    where has_bought_lately = 1
    union all
    select
        'satisfaction' as driver,
        count(*) as customers,
        sum(buyers.is_retained) as retained_customers
    from buyers
    inner join answerers
        on buyers.customer_id = answerers.customer_id

),

compared as (

    select
        driver,
        sum(customers) as customers,
        sum(retained_customers) as retained_customers,
        count(distinct customers + other_customers) as totals
    from {{ ref('retention_drivers') }}
    group by 1

)

select
    expected.driver,
    expected.customers as expected_customers,
    expected.retained_customers as expected_retained_customers,
    compared.customers,
    compared.retained_customers
from expected
left join compared
    on expected.driver = compared.driver
where
    expected.customers <> coalesce(compared.customers, 0)
    or coalesce(expected.retained_customers, 0) <> coalesce(compared.retained_customers, 0)
    or compared.totals > 1
