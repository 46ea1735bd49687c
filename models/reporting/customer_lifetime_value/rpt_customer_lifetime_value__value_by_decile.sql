-- One row per month of acquisition, segment, channel and tenth of the customers by predicted value.
with lifetime_values as (

    select * from {{ ref('lifetime_value_by_customer_group') }}
    where value_decile is not null

)

select
    {{ period_month('acquired_month') }},
    segment,
    channel,
    value_decile,
    cast(sum(customers) as integer) as customers,
    cast({{ exact_sum('predicted_lifetime_value') }} as numeric(14, 2)) as predicted_lifetime_value
from lifetime_values
group by 1, 2, 3, 4
