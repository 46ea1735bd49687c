-- Accounting: opening + new + reactivated - lost = closing, and each month opens as the one before it closed.
with movement as (

    select
        month_start_date,
        opening_customers,
        new_customers,
        reactivated_customers,
        lost_customers,
        closing_customers,
        lag(closing_customers) over (order by month_start_date) as previous_closing_customers
    from {{ ref('monthly_customer_movement') }}

)

select *
from movement
where
    opening_customers + new_customers + reactivated_customers - lost_customers <> closing_customers
    or opening_customers <> coalesce(previous_closing_customers, 0)
