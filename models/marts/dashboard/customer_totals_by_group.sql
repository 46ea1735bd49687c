-- One row per month of acquisition, segment, channel, recency and frequency score: how many customers, and what they bought.
with customer_groups as (

    select * from {{ ref('customer_groups') }}

),

customers as (

    select * from {{ ref('customers') }}

),

scores as (

    select * from {{ ref('customer_rfm_analysis') }}

)

select
    customer_groups.acquired_month,
    customer_groups.segment,
    customer_groups.channel,
    scores.recency_score,
    scores.frequency_score,
    cast(count(*) as integer) as customers,
    cast(sum(case when customers.has_purchased then 1 else 0 end) as integer) as buyers,
    cast(sum(case when customers.is_active then 1 else 0 end) as integer) as active_customers,
    cast(sum(customers.orders) as bigint) as orders,
    cast(coalesce(sum(customers.recency_days), 0) as bigint) as recency_days,
    cast(sum(customers.net_revenue) as numeric(14, 2)) as net_revenue
from customer_groups
inner join customers
    on customer_groups.customer_id = customers.customer_id
inner join scores
    on customer_groups.customer_id = scores.customer_id
group by 1, 2, 3, 4, 5
