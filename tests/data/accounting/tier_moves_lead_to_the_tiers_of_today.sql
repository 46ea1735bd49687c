-- Accounting: for each tier, moves to it less moves from it are the members who hold it.
with moves as (

    select
        to_tier as tier,
        moves as members_change
    from {{ ref('loyalty_tier_moves') }}
    union all
    select
        from_tier as tier,
        -moves as members_change
    from {{ ref('loyalty_tier_moves') }}
    where move_type <> 'joined'

),

held as (

    select
        tier,
        sum(members_change) as members
    from moves
    group by 1

)

select
    tiers.tier,
    tiers.members,
    held.members as members_by_moves
from {{ ref('loyalty_tiers') }} as tiers
full outer join held
    on tiers.tier = held.tier
where
    tiers.tier is null
    or (tiers.tier <> '(none)' and tiers.members <> coalesce(held.members, 0))
