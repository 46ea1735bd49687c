-- One row per order and day on which its revenue moved: revenue by day and by anything known of order and customer.
with revenue_days as (

    select * from {{ ref('int_order_revenue_days') }}

)

select
    order_id,
    customer_id,
    revenue_date,
    {{ start_of_period('revenue_date', "'month'") }} as revenue_month,
    units,
    gross_amount as gross_revenue,
    discount_amount,
    refund_amount,
    net_amount as net_revenue
from revenue_days
