-- Accounting: who has lapsed and not returned is whoever has bought and is not active; each gap of more than active_days is a return.
with lapses as (

    select
        coalesce(sum(lapsed_customers), 0) as lapsed_customers,
        coalesce(sum(returned_customers), 0) as returned_customers
    from {{ ref('winback') }}

),

inactive as (

    select count(*) as customers
    from {{ ref('customers') }}
    where has_purchased and not is_active

),

purchase_dates as (

    select distinct
        customer_id,
        order_date
    from {{ ref('stg_purchase_behavior') }}
    where is_purchase and customer_id is not null

),

gaps as (

    select
        customer_id,
        order_date - lag(order_date) over (
            partition by customer_id order by order_date
        ) as gap_days
    from purchase_dates

),

returns as (

    select count(*) as returned_customers
    from gaps
    where gap_days > {{ var('active_days') }}

)

select
    lapses.lapsed_customers,
    lapses.returned_customers,
    returns.returned_customers as gaps,
    inactive.customers as inactive_customers
from lapses
cross join inactive
cross join returns
where
    lapses.lapsed_customers - lapses.returned_customers <> inactive.customers
    or lapses.returned_customers <> returns.returned_customers
