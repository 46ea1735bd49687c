-- Accounting: buyers and buyers who came back are as many in the survival curve, by number of purchases and in staging.
with customer_days as (

    select
        customer_id,
        count(distinct order_date) as purchase_days
    from {{ ref('stg_purchase_behavior') }}
    where is_purchase and customer_id is not null
    group by 1

),

expected as (

    select
        count(*) as customers,
        coalesce(sum(case when purchase_days > 1 then 1 else 0 end), 0) as repeat_customers,
        coalesce(sum(purchase_days), 0) as purchases
    from customer_days

),

curve as (

    select
        coalesce(max(customers_at_risk), 0) as customers,
        coalesce(sum(second_purchases), 0) as repeat_customers,
        coalesce(sum(second_purchases + censored_customers), 0) as outcomes
    from {{ ref('second_purchase_survival') }}

),

numbers as (

    select
        coalesce(max(customers), 0) as customers,
        coalesce(max(repeat_customers), 0) as repeat_customers,
        coalesce(sum(customers), 0) as purchases
    from {{ ref('repeat_purchases') }}

)

select
    expected.*,
    curve.repeat_customers as on_the_curve,
    numbers.repeat_customers as by_number
from expected
cross join curve
cross join numbers
where
    expected.customers <> curve.customers
    or expected.customers <> curve.outcomes
    or expected.repeat_customers <> curve.repeat_customers
    or expected.customers <> numbers.customers
    or expected.repeat_customers <> numbers.repeat_customers
    or expected.purchases <> numbers.purchases
