-- One row per month and channel: what new customers cost, and what they are worth.
with acquisition as (

    select * from {{ ref('acquisition_by_channel') }}

)

select
    {{ period_month('acquisition_month') }},
    channel,
    cast(sum(spend) as numeric(14, 2)) as spend,
    cast(sum(new_customers) as integer) as new_customers,
    cast(sum(buyers) as integer) as buyers,
    cast(sum(net_revenue) as numeric(14, 2)) as net_revenue,
    cast({{ exact_sum('net_revenue + predicted_lifetime_value') }} as numeric(14, 2))
        as lifetime_value
from acquisition
group by 1, 2
