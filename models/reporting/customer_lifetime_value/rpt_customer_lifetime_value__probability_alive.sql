-- One row per month of acquisition, segment and channel: how many customers are still there, with which probability.
with lifetime_values as (

    select * from {{ ref('lifetime_value_by_customer_group') }}
    where predicted_customers > 0

)

select
    {{ period_month('acquired_month') }},
    segment,
    channel,
    cast(sum(predicted_customers) as integer) as predicted_customers,
    cast(sum(alive_80_to_100_customers) as integer) as alive_80_to_100_customers,
    cast(sum(alive_50_to_80_customers) as integer) as alive_50_to_80_customers,
    cast(sum(alive_20_to_50_customers) as integer) as alive_20_to_50_customers,
    cast(sum(alive_0_to_20_customers) as integer) as alive_0_to_20_customers
from lifetime_values
group by 1, 2, 3
