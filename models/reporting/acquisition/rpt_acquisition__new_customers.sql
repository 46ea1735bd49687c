-- One row per month and channel with new customers.
with acquisition as (

    select * from {{ ref('acquisition_by_channel') }}
    where new_customers > 0

)

select
    {{ period_month('acquisition_month') }},
    channel,
    cast(sum(new_customers) as integer) as new_customers
from acquisition
group by 1, 2
