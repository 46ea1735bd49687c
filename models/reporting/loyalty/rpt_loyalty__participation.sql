-- One row per month of acquisition, segment and channel: customers, and those of them who are members.
with customer_groups as (

    select * from {{ ref('customer_groups') }}

),

members as (

    select * from {{ ref('loyalty_members') }}

),

totals as (

    select
        {{ period_month('customer_groups.acquired_month') }},
        customer_groups.segment,
        customer_groups.channel,
        count(*) as customers,
        count(members.customer_id) as members
    from customer_groups
    left join members
        on customer_groups.customer_id = members.customer_id
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(customers as integer) as customers,
    cast(members as integer) as members
from totals
