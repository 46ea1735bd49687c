-- Accounting: buyers across categories, and customers who lapsed and came back, are those of the order lines.
with buyers as (

    select
        customer_id,
        count(distinct nullif(trim(lower(category)), '')) as categories
    from {{ ref('stg_purchase_behavior') }}
    where is_purchase and customer_id is not null
    group by 1

),

purchase_dates as (

    select distinct
        customer_id,
        order_date
    from {{ ref('stg_purchase_behavior') }}
    where is_purchase and customer_id is not null

),

gaps as (

    select
        customer_id,
        order_date,
        lead(order_date) over (partition by customer_id order by order_date)
        - order_date - {{ var('active_days') }} as days_to_return
    from purchase_dates

),

expected as (

    select
        'cross_category_share' as insight,
        count(*) as sample_size,
        sum(case when categories > 1 then 1 else 0 end) as successes
    from buyers
    where categories > 0
    union all
    select
        'reactivation_rate' as insight,
        count(*) as sample_size,
        sum(case when gaps.days_to_return <= {{ var('winback_days') }} then 1 else 0 end)
            as successes
    from gaps
    cross join {{ ref('stg_as_of_date') }} as as_of
    where
        (gaps.days_to_return is null or gaps.days_to_return > 0)
        and gaps.order_date + {{ var('active_days') }} + {{ var('winback_days') }}
        <= as_of.as_of_date

)

select
    expected.insight,
    expected.sample_size as expected_sample_size,
    measures.sample_size,
    expected.successes,
    measures.value
from expected
inner join {{ ref('insight_measures') }} as measures
    on expected.insight = measures.insight
where
    expected.sample_size <> measures.sample_size
    or abs(measures.value * measures.sample_size - expected.successes) > 0.001
