-- One row per month, segment, channel, tier left and tier reached: who joined, moved up and moved down.
with changes as (

    select * from {{ ref('int_loyalty_tier_changes') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

)

select
    {{ start_of_period('changes.change_date', "'month'") }} as month_start_date,
    {{ customer_group_columns() }},
    coalesce(changes.from_tier, '(none)') as from_tier,
    changes.to_tier,
    changes.move_type,
    cast(count(*) as integer) as moves
from changes
left join customer_groups
    on changes.customer_id = customer_groups.customer_id
group by 1, 2, 3, 4, 5, 6
