-- One row per month of acquisition, segment, channel and behavioural segment: how many customers, and what they bought.
with behaviour as (

    select * from {{ ref('customer_behaviour') }}

),

customers as (

    select * from {{ ref('customers') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

totals as (

    select
        {{ period_month('customer_groups.acquired_month') }},
        customer_groups.segment,
        customer_groups.channel,
        behaviour.behavioural_segment,
        count(*) as customers,
        sum(behaviour.sessions) as sessions,
        sum(customers.orders) as orders,
        sum(customers.net_revenue) as net_revenue
    from behaviour
    inner join customers
        on behaviour.customer_id = customers.customer_id
    inner join customer_groups
        on behaviour.customer_id = customer_groups.customer_id
    group by 1, 2, 3, 4

)

select
    period_month,
    segment,
    channel,
    behavioural_segment,
    cast(customers as integer) as customers,
    cast(sessions as bigint) as sessions,
    cast(orders as bigint) as orders,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from totals
