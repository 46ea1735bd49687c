-- One row per month of acquisition, segment and channel: customers.
with customer_totals as (

    select * from {{ ref('customer_totals_by_group') }}

),

sizes as (

    select
        {{ period_month('acquired_month') }},
        segment,
        channel,
        sum(customers) as customers
    from customer_totals
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(customers as integer) as customers
from sizes
