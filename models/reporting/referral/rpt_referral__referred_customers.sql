-- One row per month of first purchase, segment, channel and whether an invitation came first: what they did at one age.
with customers as (

    select * from {{ ref('referred_customers_by_customer_group') }}

)

select
    {{ period_month('first_purchase_month') }},
    segment,
    channel,
    case when is_referred then 'Referred' else 'All others' end as origin,
    cast(sum(customers) as integer) as customers,
    cast(sum(spend) as numeric(14, 2)) as spend,
    cast(sum(repeats) as integer) as repeats,
    cast(sum(customers_who_bought_again) as integer) as customers_who_bought_again,
    cast(sum(customers_retained) as integer) as customers_retained
from customers
group by 1, 2, 3, 4
