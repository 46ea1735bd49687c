-- One row per month of acquisition, segment and channel with buyers: their value so far and in the months ahead.
with lifetime_values as (

    select * from {{ ref('lifetime_value_by_customer_group') }}
    where buyers > 0

)

select
    {{ period_month('acquired_month') }},
    segment,
    channel,
    cast(sum(buyers) as integer) as buyers,
    cast(sum(net_revenue) as numeric(14, 2)) as net_revenue,
    cast({{ exact_sum('predicted_lifetime_value') }} as numeric(14, 2)) as predicted_lifetime_value
from lifetime_values
group by 1, 2, 3
