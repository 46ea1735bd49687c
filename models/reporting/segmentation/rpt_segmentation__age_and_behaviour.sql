-- One row per segment, channel, age band and behavioural segment: how many customers, and what they bought.
with behaviour as (

    select * from {{ ref('customer_behaviour') }}

),

age_bands as (

    select * from {{ ref('customer_segments') }}
    where segment_type = 'demographic'

),

customers as (

    select * from {{ ref('customers') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

)

select
    customer_groups.segment,
    customer_groups.channel,
    age_bands.segment as age_band,
    behaviour.behavioural_segment,
    cast(count(*) as integer) as customers,
    cast(sum(customers.net_revenue) as numeric(14, 2)) as net_revenue
from behaviour
inner join age_bands
    on behaviour.customer_id = age_bands.customer_id
inner join customers
    on behaviour.customer_id = customers.customer_id
inner join customer_groups
    on behaviour.customer_id = customer_groups.customer_id
group by 1, 2, 3, 4
