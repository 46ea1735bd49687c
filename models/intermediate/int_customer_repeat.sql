-- One row per customer who has bought: their first and second purchase day, and how long they have been watched.
with purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

customers as (

    select
        customer_id,
        min(purchase_date) as first_purchase_date,
        min(case when days_since_previous is not null then purchase_date end)
            as second_purchase_date,
        count(*) as purchase_days
    from purchase_days
    group by 1

)

select
    customers.customer_id,
    customers.first_purchase_date,
    customers.second_purchase_date,
    cast(customers.purchase_days as integer) as purchase_days,
    -- to the second purchase or, where there is none yet, to the last day that is known
    coalesce(customers.second_purchase_date, as_of.as_of_date)
    - customers.first_purchase_date as observed_days,
    customers.second_purchase_date is not null as has_bought_again
from customers
cross join as_of
