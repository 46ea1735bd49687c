-- One row per month, segment and channel in which somebody moved: customers won, back and lost.
with movement as (

    select * from {{ ref('movement_by_customer_group') }}
    where new_customers + reactivated_customers + lost_customers > 0

)

select
    {{ period_month('month_start_date') }},
    segment,
    channel,
    cast(sum(new_customers) as integer) as new_customers,
    cast(sum(reactivated_customers) as integer) as reactivated_customers,
    cast(sum(lost_customers) as integer) as lost_customers
from movement
group by 1, 2, 3
