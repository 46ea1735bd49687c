-- Accounting: points by member, month and tier are those of the entries, and each month's balance follows from the one before.
with staging_total as (

    select
        count(distinct customer_id) as members,
        coalesce(sum(case when entry_type = 'earn' then points else 0 end), 0) as earned,
        coalesce(sum(case when entry_type = 'redeem' then points else 0 end), 0) as redeemed,
        coalesce(sum(case when entry_type = 'expire' then points else 0 end), 0) as expired,
        coalesce(sum(points_change), 0) as balance
    from {{ ref('stg_loyalty_program') }}

),

mart_totals as (

    select
        'loyalty_members' as mart,
        count(*) as members,
        sum(points_earned) as earned,
        sum(points_redeemed) as redeemed,
        sum(points_expired) as expired,
        sum(points_earned - points_redeemed - points_expired + points_adjusted) as balance
    from {{ ref('loyalty_members') }}
    union all
    select
        'loyalty_points_monthly' as mart,
        sum(new_members) as members,
        sum(points_earned) as earned,
        sum(points_redeemed) as redeemed,
        sum(points_expired) as expired,
        sum(points_earned - points_redeemed - points_expired + points_adjusted) as balance
    from {{ ref('loyalty_points_monthly') }}
    union all
    select
        'loyalty_tiers' as mart,
        sum(tiers.members) as members,
        max(staging_total.earned) as earned,
        max(staging_total.redeemed) as redeemed,
        max(staging_total.expired) as expired,
        sum(tiers.points_balance) as balance
    from {{ ref('loyalty_tiers') }} as tiers
    cross join staging_total

),

months as (

    select
        *,
        lag(closing_balance) over (order by month_start_date) as previous_closing_balance
    from {{ ref('loyalty_points_monthly') }}

)

select
    mart_totals.mart,
    null as month_start_date
from mart_totals
cross join staging_total
where
    coalesce(mart_totals.members, 0) <> staging_total.members
    or coalesce(mart_totals.earned, 0) <> staging_total.earned
    or coalesce(mart_totals.redeemed, 0) <> staging_total.redeemed
    or coalesce(mart_totals.expired, 0) <> staging_total.expired
    or coalesce(mart_totals.balance, 0) <> staging_total.balance
union all
select
    'loyalty_points_monthly' as mart,
    month_start_date
from months
where
    opening_balance <> coalesce(previous_closing_balance, 0)
    or closing_balance
    <> opening_balance + points_earned - points_redeemed - points_expired + points_adjusted
