-- Accounting: average amounts are gross less discounts of the order lines by purchase days, opportunities add up to the insight's sum,
-- and nobody's own amount and gap are more or less than the median.
with lines as (

    select
        customer_id,
        sum(gross_amount - discount_amount) as amount,
        count(distinct case when is_purchase then order_date end) as purchases
    from {{ ref('stg_purchase_behavior') }}
    where is_counted and customer_id is not null
    group by 1

),

opportunities as (

    select * from {{ ref('upsell_opportunities') }}

),

totals as (

    select
        count(*) as customers,
        sum(opportunity_amount) as opportunity_amount
    from opportunities

)

select opportunities.customer_id
from opportunities
left join lines
    on opportunities.customer_id = lines.customer_id
where
    lines.customer_id is null
    or opportunities.purchases <> lines.purchases
    or abs(opportunities.average_purchase_amount - lines.amount / lines.purchases) > 0.01
    or opportunities.average_purchase_amount + opportunities.gap_amount
    <> opportunities.segment_median_amount
union all
select measures.insight as customer_id
from {{ ref('insight_measures') }} as measures
cross join totals
where
    measures.insight = 'upsell_opportunity'
    and (
        measures.sample_size <> totals.customers
        or abs(measures.value - totals.opportunity_amount) > 0.01
    )
