-- One row per month, segment and channel: how the number of active customers moved.
with movement as (

    select * from {{ ref('movement_by_customer_group') }}

)

select
    {{ period_month('month_start_date') }},
    segment,
    channel,
    cast(sum(opening_customers) as integer) as opening_customers,
    cast(sum(lapsed_customers) as integer) as lapsed_customers,
    cast(sum(new_customers) as integer) as new_customers,
    cast(sum(reactivated_customers) as integer) as reactivated_customers,
    cast(sum(lost_customers) as integer) as lost_customers,
    cast(sum(closing_customers) as integer) as closing_customers,
    cast(sum(retained_customers) as integer) as retained_customers
from movement
group by 1, 2, 3
