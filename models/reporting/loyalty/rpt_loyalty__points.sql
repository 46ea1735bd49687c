-- One row per month, segment and channel in which points were booked: earned, redeemed, expired.
with points as (

    select * from {{ ref('loyalty_points_by_customer_group') }}

),

booked as (

    select
        {{ period_month('month_start_date') }},
        segment,
        channel,
        sum(points_earned) as points_earned,
        sum(points_redeemed) as points_redeemed,
        sum(points_expired) as points_expired
    from points
    group by 1, 2, 3

)

select
    period_month,
    segment,
    channel,
    cast(points_earned as bigint) as points_earned,
    cast(points_redeemed as bigint) as points_redeemed,
    cast(points_expired as bigint) as points_expired
from booked
where points_earned > 0 or points_redeemed > 0 or points_expired > 0
