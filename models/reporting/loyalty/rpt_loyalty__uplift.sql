-- One row per measure and comparison: what members do after joining beyond what like customers do who were no members.
with uplift as (

    select * from {{ ref('loyalty_uplift') }}

),

behaviours as (

    select
        measure,
        behaviour
    from (
        values
        ('purchases', 'Days with a purchase'),
        ('repurchase_rate', 'Customers who buy again'),
        ('spend', 'Spend')
    ) as listed (measure, behaviour)

)

select
    behaviours.behaviour,
    uplift.comparison,
    uplift.result,
    uplift.matched_members,
    cast(uplift.member_mean as numeric(18, 6)) as member_mean,
    cast(uplift.other_mean as numeric(18, 6)) as other_mean,
    cast(uplift.uplift as numeric(18, 6)) as uplift,
    cast(uplift.uplift_low as numeric(18, 6)) as uplift_low,
    cast(uplift.uplift_high as numeric(18, 6)) as uplift_high
from uplift
inner join behaviours
    on uplift.measure = behaviours.measure
