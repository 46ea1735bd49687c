-- One row per customer whom other tables may name: those of the customers table or, while it is empty, the buyers.
{{ config(materialized='incremental', incremental_strategy='replace_all_rows') }}

with registered as (

    select
        customer_id,
        signup_at
    from {{ ref('base_customers') }}
    where broken_rule is null

),

purchases as (

    {{ read_raw('purchase_behavior') }}

),

first_purchases as (

    select
        customer_id,
        min(ordered_at) as first_ordered_at
    from purchases
    where customer_id is not null
    group by 1

),

known_customers as (

    select
        registered.customer_id,
        registered.signup_at,
        first_purchases.first_ordered_at
    from registered
    left join first_purchases
        on registered.customer_id = first_purchases.customer_id
    union all
    select
        customer_id,
        null as signup_at,
        first_ordered_at
    from first_purchases
    where not exists (select 1 from registered)

)

select
    customer_id,
    coalesce(signup_at, first_ordered_at) as signup_at,
    -- who bought as a guest and signed up later was known from the purchase on
    case
        when first_ordered_at < signup_at then first_ordered_at
        else coalesce(signup_at, first_ordered_at)
    end as known_since
from known_customers
