-- One row per customer, of each segment and channel the hundred most valuable.
with customers as (

    select * from {{ ref('customer_360') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

placed_customers as (

    select
        {{ period_month('customer_groups.acquired_month') }},
        customer_groups.segment,
        customer_groups.channel,
        customers.customer_id,
        customers.last_order_date,
        customers.orders,
        customers.net_revenue,
        customers.churn_probability,
        customers.predicted_lifetime_value,
        row_number() over (
            partition by customer_groups.segment, customer_groups.channel
            order by
                customers.predicted_lifetime_value desc nulls last,
                customers.net_revenue desc,
                customers.customer_id asc
        ) as place
    from customers
    inner join customer_groups
        on customers.customer_id = customer_groups.customer_id

)

select
    customer_id,
    period_month,
    segment,
    channel,
    last_order_date,
    orders,
    net_revenue,
    cast(churn_probability as numeric(18, 4)) as churn_probability,
    cast(predicted_lifetime_value as numeric(14, 2)) as predicted_value
from placed_customers
where place <= 100
