-- Accounting: matched and unmatched members are those whose days after joining have passed, and the cells hold the matched ones.
with expected as (

    select count(*) as members
    from {{ ref('int_customer_loyalty') }} as loyalty
    inner join {{ ref('stg_as_of_date') }} as as_of
        on as_of.as_of_date - loyalty.loyalty_since_date >= {{ var('loyalty_uplift_days') }}

),

matched as (

    select
        comparison,
        measure,
        sum(members) as members
    from {{ ref('int_loyalty_uplift_cells') }}
    where other_rows > 1
    group by 1, 2

)

select
    uplift.comparison,
    uplift.measure,
    uplift.members,
    uplift.matched_members
from {{ ref('loyalty_uplift') }} as uplift
cross join expected
left join matched
    on
        uplift.comparison = matched.comparison
        and uplift.measure = matched.measure
where
    uplift.members <> expected.members
    or uplift.matched_members <> coalesce(matched.members, 0)
    or uplift.matched_members + uplift.unmatched_members <> uplift.members
