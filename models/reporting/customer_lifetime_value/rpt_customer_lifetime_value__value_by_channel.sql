-- One row per month of acquisition, segment and channel: what is ahead with the best tenth of the customers, and with the others.
with lifetime_values as (

    select * from {{ ref('lifetime_value_by_customer_group') }}
    where valued_customers > 0

)

select
    {{ period_month('acquired_month') }},
    segment,
    channel,
    cast(sum(valued_customers) as integer) as valued_customers,
    cast({{ exact_sum(
        'case when value_decile = 1 then predicted_lifetime_value else 0 end'
    ) }} as numeric(14, 2)) as value_of_top_tenth,
    cast({{ exact_sum(
        'case when value_decile in (2, 3) then predicted_lifetime_value else 0 end'
    ) }} as numeric(14, 2)) as value_of_next_two_tenths,
    cast({{ exact_sum(
        'case when value_decile > 3 then predicted_lifetime_value else 0 end'
    ) }} as numeric(14, 2)) as value_of_other_tenths
from lifetime_values
group by 1, 2, 3
