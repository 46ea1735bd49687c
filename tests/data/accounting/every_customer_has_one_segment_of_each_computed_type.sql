-- Accounting: each computed segment type holds exactly the customers of staging, no one twice and no one left out.
with computed_types as (

    select segment_type
    from (values ('rfm'), ('demographic'), ('behavioural')) as computed (segment_type)

),

customers as (

    select customer_id from {{ ref('stg_customers') }}

),

segments as (

    select * from {{ ref('customer_segments') }}

)

select
    customers.customer_id,
    computed_types.segment_type,
    count(segments.segment) as segments
from customers
cross join computed_types
left join segments
    on
        customers.customer_id = segments.customer_id
        and computed_types.segment_type = segments.segment_type
group by 1, 2
having count(segments.segment) <> 1
