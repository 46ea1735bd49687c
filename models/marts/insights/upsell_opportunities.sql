-- One row per customer who is likely to buy again and spends less at a time than is usual in their segment: what raising it brings.
with lifetime_values as (

    select * from {{ ref('customer_lifetime_value') }}
    where repeats is not null

),

statistics as (

    select * from {{ ref('customer_purchase_statistics') }}

),

rfm as (

    select * from {{ ref('customer_rfm_analysis') }}

),

-- per purchase day and before refunds, as the purchases ahead are counted and valued
amounts as (

    select
        lifetime_values.customer_id,
        rfm.rfm_segment,
        lifetime_values.repeats + 1 as purchases,
        lifetime_values.probability_alive,
        lifetime_values.expected_purchases,
        lifetime_values.expected_purchases_deviation,
        {{ money_per(
            'statistics.gross_revenue - statistics.discount_amount', 'lifetime_values.repeats + 1'
        ) }} as average_purchase_amount
    from lifetime_values
    inner join statistics
        on lifetime_values.customer_id = statistics.customer_id
    inner join rfm
        on lifetime_values.customer_id = rfm.customer_id

),

segments as (

    select
        rfm_segment,
        count(*) as segment_customers,
        {{ quantiles('average_purchase_amount', [0.5]) }} as amount_quantiles
    from amounts
    group by 1
    having count(*) >= {{ var('minimum_compared_customers') }}

),

gaps as (

    select
        amounts.*,
        segments.segment_customers,
        cast(segments.amount_quantiles[1] as numeric(14, 2)) as segment_median_amount,
        cast(segments.amount_quantiles[1] as numeric(14, 2)) - amounts.average_purchase_amount
            as gap_amount
    from amounts
    inner join segments
        on amounts.rfm_segment = segments.rfm_segment
    where
        amounts.purchases > 1
        and amounts.probability_alive >= {{ var('upsell_probability_alive') }}

)

select
    customer_id,
    rfm_segment,
    cast(segment_customers as integer) as segment_customers,
    purchases,
    probability_alive,
    average_purchase_amount,
    segment_median_amount,
    cast(gap_amount as numeric(14, 2)) as gap_amount,
    expected_purchases,
    expected_purchases_deviation,
    cast(round(cast(gap_amount * expected_purchases as numeric), 2) as numeric(14, 2))
        as opportunity_amount,
    gap_amount * expected_purchases_deviation as opportunity_deviation
from gaps
where gap_amount > 0
