-- One row per month, tier left and tier reached: who joined, moved up and moved down.
with changes as (

    select * from {{ ref('int_loyalty_tier_changes') }}

)

select
    {{ start_of_period('change_date', "'month'") }} as month_start_date,
    coalesce(from_tier, '(none)') as from_tier,
    to_tier,
    move_type,
    cast(count(*) as integer) as moves,
    cast(count(distinct customer_id) as integer) as members
from changes
group by 1, 2, 3, 4
