-- Accounting: gross less discounts of all customers' purchases is staging's.
with line_total as (

    select coalesce(sum(gross_amount - discount_amount), 0) as spend
    from {{ ref('stg_purchase_behavior') }}
    where customer_id is not null and is_purchase

),

day_total as (

    select coalesce(sum(spend), 0) as spend
    from {{ ref('int_customer_purchase_days') }}

)

select
    line_total.spend as spend_of_lines,
    day_total.spend as spend_of_days
from line_total
cross join day_total
where line_total.spend <> day_total.spend
