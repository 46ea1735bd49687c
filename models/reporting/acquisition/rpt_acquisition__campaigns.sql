-- One row per month, channel and campaign: spend, new customers, those who bought, and what they have brought in.
with acquisition as (

    select * from {{ ref('acquisition_by_channel') }}

)

select
    {{ period_month('acquisition_month') }},
    channel,
    campaign,
    cast(sum(spend) as numeric(14, 2)) as spend,
    cast(sum(new_customers) as integer) as new_customers,
    cast(sum(buyers) as integer) as buyers,
    cast(sum(net_revenue) as numeric(14, 2)) as net_revenue,
    cast({{ exact_sum('net_revenue + predicted_lifetime_value') }} as numeric(14, 2))
        as lifetime_value
from acquisition
group by 1, 2, 3
