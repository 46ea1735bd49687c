-- One row per month, channel and campaign with new customers: what they cost, and what they are worth.
with acquisition as (

    select * from {{ ref('acquisition_by_channel') }}
    where new_customers > 0

)

select
    {{ period_month('acquisition_month') }},
    channel,
    campaign,
    cast(sum(spend) as numeric(14, 2)) as spend,
    cast(sum(new_customers) as integer) as new_customers,
    cast({{ exact_sum('net_revenue + predicted_lifetime_value') }} as numeric(14, 2))
        as lifetime_value
from acquisition
group by 1, 2, 3
