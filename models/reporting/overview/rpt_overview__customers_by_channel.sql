-- One row per month of acquisition, segment and channel: who has bought, and who has not.
with customer_totals as (

    select * from {{ ref('customer_totals_by_group') }}

),

totals as (

    select
        {{ period_month('acquired_month') }},
        segment,
        channel,
        sum(buyers) as buyers,
        sum(customers - buyers) as other_customers
    from customer_totals
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(buyers as integer) as buyers,
    cast(other_customers as integer) as other_customers
from totals
