-- One row per month and channel with customers of paid campaigns: what these cost.
with acquisition as (

    select * from {{ ref('acquisition_by_channel') }}
    where spend > 0

)

select
    {{ period_month('acquisition_month') }},
    channel,
    cast(sum(spend) as numeric(14, 2)) as spend,
    cast(sum(paid_customers) as integer) as paid_customers
from acquisition
group by 1, 2
having sum(paid_customers) > 0
