-- One row per comparison, measure and followed customer: what came of the days after, members' and others'.
{{ config(materialized='view') }}

with dated_comparisons as (

    select
        *,
        {{ start_of_period('followed_from_date', "'month'") }} as followed_from_month
    from {{ ref('int_loyalty_comparisons') }}

),

followed as (

    select
        *,
        concat_ws(' / ', followed_from_month, frequency_band, recency_band, tenure_band)
            as likeness
    from dated_comparisons

),

comparisons as (

    select
        comparison,
        is_joining_allowed
    from (
        values
        ('others who stayed out', false),
        ('others not yet in', true)
    ) as listed (comparison, is_joining_allowed)

)

select
    comparisons.comparison,
    measures.measure,
    -- joined by its six columns, the planner would expect next to no cell, and sort all outcomes
    comparisons.comparison || ' / ' || measures.measure || ' / ' || followed.likeness as cell,
    followed.customer_id,
    followed.followed_from_month,
    followed.frequency_band,
    followed.recency_band,
    followed.tenure_band,
    cast(measures.outcome as {{ dbt.type_float() }}) as outcome,
    followed.is_member
from followed
inner join comparisons
    on comparisons.is_joining_allowed or not followed.joins_in_window
cross join
    lateral (
        values
        ('purchases', followed.purchases),
        ('repurchase_rate', least(followed.purchases, 1)),
        ('spend', followed.spend)
    ) as measures (measure, outcome)
