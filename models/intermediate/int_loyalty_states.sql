-- One row per customer and sign-up or purchase day: how often they had bought by then, and until when that stood.
with purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

first_purchases as (

    select * from {{ ref('int_customer_repeat') }}

),

customers as (

    select * from {{ ref('stg_customers') }}

),

loyalty as (

    select * from {{ ref('int_customer_loyalty') }}

),

-- who signs up with a purchase, or after one, was never known without any
events as (

    select
        customer_id,
        purchase_date as state_date,
        1 as purchases
    from purchase_days
    union all
    select
        customers.customer_id,
        customers.signup_date as state_date,
        0 as purchases
    from customers
    left join first_purchases
        on customers.customer_id = first_purchases.customer_id
    where
        customers.signup_date < first_purchases.first_purchase_date
        or (
            customers.signup_date is not null
            and first_purchases.customer_id is null
        )

),

states as (

    select
        customer_id,
        state_date,
        min(state_date) over (partition by customer_id) as first_state_date,
        lead(state_date) over (partition by customer_id order by state_date) as next_state_date,
        sum(purchases) over (
            partition by customer_id order by state_date
            rows between unbounded preceding and current row
        ) as purchases
    from events

)

select
    states.customer_id,
    states.state_date,
    states.next_state_date,
    states.first_state_date,
    loyalty.loyalty_since_date,
    case
        when states.purchases <= 2 then cast(states.purchases as text)
        when states.purchases <= 4 then '3 to 4'
        else '5 and more'
    end as frequency_band
from states
left join loyalty
    on states.customer_id = loyalty.customer_id
