-- One row per month, segment and channel: members and points, booked in the month and left at its end.
with points as (

    select
        *,
        {{ period_month('month_start_date') }}
    from {{ ref('loyalty_points_by_customer_group') }}

),

figures as (

    select
        period_month,
        segment,
        channel,
        sum(new_members) as new_members,
        sum(points_earned) as points_earned,
        sum(points_redeemed) as points_redeemed,
        -- what was left at the ends of several months can't be added up
        sum(case when period_month is not null then members end) as members,
        sum(case when period_month is not null then closing_balance end) as points_outstanding,
        sum(case when period_month is not null then liability_amount end) as liability_amount
    from points
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(new_members as integer) as new_members,
    cast(members as integer) as members,
    cast(points_earned as bigint) as points_earned,
    cast(points_redeemed as bigint) as points_redeemed,
    cast(points_outstanding as bigint) as points_outstanding,
    cast(liability_amount as numeric(14, 2)) as liability_amount
from figures
where new_members > 0 or points_earned > 0 or points_redeemed > 0 or members > 0
