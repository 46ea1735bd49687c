-- One row per month of acquisition, segment and channel: what it would bring if small baskets came up to the segment's median.
with opportunities as (

    select * from {{ ref('upsell_opportunities') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

)

select
    {{ period_month('customer_groups.acquired_month') }},
    {{ customer_group_columns() }},
    cast(count(*) as integer) as customers,
    cast(sum(opportunities.average_purchase_amount) as numeric(14, 2)) as purchase_amount,
    cast(sum(opportunities.gap_amount) as numeric(14, 2)) as gap_amount,
    cast({{ exact_sum('opportunities.expected_purchases') }} as numeric(18, 4))
        as expected_purchases,
    cast(sum(opportunities.opportunity_amount) as numeric(14, 2)) as opportunity_amount
from opportunities
left join customer_groups
    on opportunities.customer_id = customer_groups.customer_id
group by 1, 2, 3
