-- One row per month of acquisition, segment and channel: what customers have been and will be worth.
with lifetime_values as (

    select * from {{ ref('lifetime_value_by_customer_group') }}

)

select
    {{ period_month('acquired_month') }},
    segment,
    channel,
    cast(sum(customers) as integer) as customers,
    cast(sum(buyers) as integer) as buyers,
    cast(sum(predicted_customers) as integer) as predicted_customers,
    cast(sum(valued_customers) as integer) as valued_customers,
    cast(sum(net_revenue) as numeric(14, 2)) as net_revenue,
    cast({{ exact_sum('expected_customers_alive') }} as numeric(18, 4)) as expected_customers_alive,
    cast({{ exact_sum('expected_purchases') }} as numeric(18, 4)) as expected_purchases,
    cast({{ exact_sum('expected_revenue') }} as numeric(14, 2)) as expected_revenue,
    cast({{ exact_sum('predicted_lifetime_value') }} as numeric(14, 2)) as predicted_lifetime_value
from lifetime_values
group by 1, 2, 3
