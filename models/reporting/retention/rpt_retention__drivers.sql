-- One row per driver and group of customers: did they come back more than the others?
with drivers as (

    select * from {{ ref('retention_drivers') }}
    where retention_result <> 'too few customers'

)

select
    driver,
    customer_group,
    customers,
    retained_customers,
    other_customers,
    other_retained_customers,
    cast(100 * retention_difference as numeric(18, 4)) as difference,
    cast(100 * retention_difference_low as numeric(18, 4)) as difference_low,
    cast(100 * retention_difference_high as numeric(18, 4)) as difference_high,
    retention_result
from drivers
