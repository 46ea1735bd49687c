-- One row per customer known on the as-of date.
with known_customers as (

    select * from {{ ref('base_known_customers') }}

),

registered as (

    select * from {{ ref('base_customers') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

known_as_of as (

    select
        known_customers.customer_id,
        -- whose signup is yet to come is here because of a purchase
        case
            when known_customers.signup_at >= as_of.as_of_until then known_customers.known_since
            else known_customers.signup_at
        end as signup_at
    from known_customers
    cross join as_of
    where
        known_customers.known_since is null
        or known_customers.known_since < as_of.as_of_until

),

customers_as_of as (

    select
        known_as_of.customer_id,
        known_as_of.signup_at,
        {{ day_of('known_as_of.signup_at') }} as signup_date,
        registered.email,
        registered.first_name,
        registered.last_name,
        registered.phone,
        registered.birth_date,
        registered.gender,
        registered.city,
        registered.region,
        registered.country,
        registered.postal_code,
        registered.acquisition_channel,
        registered.acquisition_campaign,
        registered.attributes
    from known_as_of
    left join registered
        on known_as_of.customer_id = registered.customer_id

)

select * from customers_as_of
