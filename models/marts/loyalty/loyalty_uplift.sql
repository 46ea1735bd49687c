-- One row per measure and comparison: what members do after joining beyond what like customers do who were no members.
{% set window_days = var('loyalty_uplift_days') %}

with totals as (

    select * from {{ ref('int_loyalty_uplift_totals') }}

),

loyalty as (

    select * from {{ ref('int_customer_loyalty') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

members as (

    select
        count(
            case
                when loyalty.loyalty_since_date + {{ window_days }} <= as_of.as_of_date
                    then loyalty.customer_id
            end
        ) as members
    from loyalty
    cross join as_of
    having count(loyalty.customer_id) > 0

),

rows_of_mart as (

    select
        comparisons.comparison,
        measures.measure,
        members.members
    from members
    cross join (
        values ('others who stayed out'), ('others not yet in')
    ) as comparisons (comparison)
    cross join (
        values ('purchases'), ('repurchase_rate'), ('spend')
    ) as measures (measure)

),

compared as (

    select
        rows_of_mart.comparison,
        rows_of_mart.measure,
        rows_of_mart.members,
        totals.member_mean,
        totals.other_mean,
        totals.standard_error,
        coalesce(totals.matched_members, 0) as matched_members,
        coalesce(totals.other_customers, 0) as other_customers,
        totals.member_mean - totals.other_mean as uplift,
        coalesce(
            totals.matched_members >= {{ var('minimum_compared_customers') }}
            and totals.other_customers >= {{ var('minimum_compared_customers') }},
            false
        ) as is_compared
    from rows_of_mart
    left join totals
        on
            rows_of_mart.comparison = totals.comparison
            and rows_of_mart.measure = totals.measure

)

select
    measure,
    comparison,
    cast({{ window_days }} as integer) as window_days,
    cast(members as integer) as members,
    matched_members,
    cast(members - matched_members as integer) as unmatched_members,
    other_customers,
    {{ comparison_result('is_compared', 'uplift', 'standard_error') }} as result,
    case when is_compared then member_mean end as member_mean,
    case when is_compared then other_mean end as other_mean,
    case when is_compared then uplift end as uplift,
    case when is_compared then standard_error end as uplift_standard_error,
    case when is_compared then {{ interval_low('uplift', 'standard_error') }} end as uplift_low,
    case when is_compared then {{ interval_high('uplift', 'standard_error') }} end as uplift_high,
    case when is_compared then {{ rate('uplift', 'other_mean') }} end as uplift_rate
from compared
