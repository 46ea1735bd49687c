-- Accounting: referred and other customers compared are all who first bought long enough ago, by the order lines.
with buyers as (

    select
        customer_id,
        min(order_date) as first_order_date
    from {{ ref('stg_purchase_behavior') }}
    where customer_id is not null and is_purchase
    group by 1

),

expected as (

    select count(*) as customers
    from buyers
    inner join {{ ref('stg_as_of_date') }} as as_of
        on as_of.as_of_date - buyers.first_order_date >= {{ var('referral_comparison_days') }}

)

select
    comparison.measure,
    expected.customers as expected_customers,
    comparison.referred_customers + comparison.other_customers as customers
from {{ ref('referred_customer_comparison') }} as comparison
cross join expected
where comparison.referred_customers + comparison.other_customers <> expected.customers
