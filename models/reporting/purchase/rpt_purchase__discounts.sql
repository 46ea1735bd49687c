-- One row per month, segment and channel with purchases: how many carried a discount, and what it cost.
with sales as (

    select * from {{ ref('sales_by_customer_group') }}

),

discounts as (

    select
        {{ period_month('sales_month') }},
        segment,
        channel,
        sum(orders) as orders,
        sum(discounted_orders) as discounted_orders,
        sum(gross_revenue) as gross_revenue,
        sum(discount_amount) as discount_amount
    from sales
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(orders as integer) as orders,
    cast(discounted_orders as integer) as discounted_orders,
    cast(gross_revenue as numeric(14, 2)) as gross_revenue,
    cast(discount_amount as numeric(14, 2)) as discount_amount
from discounts
where orders > 0 or gross_revenue > 0
