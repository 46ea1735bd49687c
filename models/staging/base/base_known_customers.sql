-- One row per customer whom other tables may name: those of the customers table or, while it is empty, the buyers.
with registered as (

    select
        customer_id,
        signup_at as known_since
    from {{ ref('base_customers') }}
    where broken_rule is null

),

purchases as (

    {{ read_raw('purchase_behavior') }}

),

buyers as (

    select
        customer_id,
        min(ordered_at) as known_since
    from purchases
    where
        customer_id is not null
        and not exists (select 1 from registered)
    group by 1

)

select * from registered
union all
select * from buyers
