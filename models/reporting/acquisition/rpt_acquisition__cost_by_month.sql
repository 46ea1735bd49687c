-- One row per month and channel: spend, the customers that it brought, and all who came.
with acquisition as (

    select * from {{ ref('acquisition_by_channel') }}

)

select
    {{ period_month('acquisition_month') }},
    channel,
    cast(sum(spend) as numeric(14, 2)) as spend,
    cast(sum(paid_customers) as integer) as paid_customers,
    cast(sum(new_customers) as integer) as new_customers
from acquisition
group by 1, 2
