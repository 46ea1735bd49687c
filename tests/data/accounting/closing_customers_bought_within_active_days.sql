-- Accounting: a month's closing customers are those who bought in active_days up to its end, counted from the order lines.
with purchases as (

    select distinct
        customer_id,
        order_date
    from {{ ref('stg_purchase_behavior') }}
    where is_purchase and customer_id is not null

),

movement as (

    select * from {{ ref('monthly_customer_movement') }}

),

expected as (

    select
        movement.month_start_date,
        movement.closing_customers,
        count(distinct purchases.customer_id) as active_customers
    from movement
    left join purchases
        on
            movement.month_end_date >= purchases.order_date
            and movement.month_end_date - purchases.order_date < {{ var('active_days') }}
    group by movement.month_start_date, movement.closing_customers

),

last_month as (

    select closing_customers
    from movement
    order by month_start_date desc
    limit 1

)

select
    cast(month_start_date as text) as place,
    closing_customers,
    active_customers
from expected
where closing_customers <> active_customers
union all
select
    'customers.is_active' as place,
    last_month.closing_customers,
    count(*) as active_customers
from last_month
cross join {{ ref('customers') }} as customers
where customers.is_active
group by last_month.closing_customers
having last_month.closing_customers <> count(*)
