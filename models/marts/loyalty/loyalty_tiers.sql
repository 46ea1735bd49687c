-- One row per tier: who holds it, what they bring in, and how many of those who ever held it moved up from it.
with members as (

    select * from {{ ref('loyalty_members') }}

),

changes as (

    select * from {{ ref('int_loyalty_tier_changes') }}

),

ranks as (

    select * from {{ ref('loyalty_tier_ranks') }}

),

-- a tier of the ladder that nobody has reached is a row; without members there is no ladder
tiers as (

    select tier
    from ranks
    where exists (select 1 from members)
    union distinct
    select to_tier as tier
    from changes
    union distinct
    select tier
    from members

),

holders as (

    select
        tier,
        count(*) as members,
        sum(case when is_active then 1 else 0 end) as active_members,
        sum(points_balance) as points_balance,
        sum(orders) as orders,
        sum(net_revenue) as net_revenue
    from members
    group by 1

),

moves as (

    select
        to_tier as tier,
        count(distinct customer_id) as ever_members,
        count(distinct case when next_move_type = 'upgrade' then customer_id end)
            as upgraded_members,
        {{ quantiles(
            "case when next_move_type = 'upgrade' then until_date - change_date end", [0.5]
        ) }} as days_to_upgrade_quantiles
    from changes
    group by 1

),

totals as (

    select count(*) as members from members

)

select
    tiers.tier,
    ranks.tier_rank,
    cast(coalesce(holders.members, 0) as integer) as members,
    cast(coalesce(holders.active_members, 0) as integer) as active_members,
    {{ rate('coalesce(holders.members, 0)', 'totals.members') }} as member_rate,
    cast(coalesce(holders.points_balance, 0) as bigint) as points_balance,
    {{ points_liability('coalesce(holders.points_balance, 0)') }} as liability_amount,
    cast(coalesce(holders.orders, 0) as bigint) as orders,
    cast(coalesce(holders.net_revenue, 0) as numeric(14, 2)) as net_revenue,
    {{ rate('holders.orders', 'holders.members') }} as orders_per_member,
    {{ money_per('holders.net_revenue', 'holders.members') }} as net_revenue_per_member,
    cast(coalesce(moves.ever_members, holders.members, 0) as integer) as ever_members,
    cast(coalesce(moves.upgraded_members, 0) as integer) as upgraded_members,
    {{ rate('moves.upgraded_members', 'moves.ever_members') }} as upgrade_rate,
    moves.days_to_upgrade_quantiles[1] as median_days_to_upgrade
from tiers
cross join totals
left join ranks
    on tiers.tier = ranks.tier
left join holders
    on tiers.tier = holders.tier
left join moves
    on tiers.tier = moves.tier
