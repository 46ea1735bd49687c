-- One row per month, segment and channel from the group's first entry on: members who joined, points booked, what is left.
with entries as (

    select
        customer_id,
        {{ start_of_period('entry_date', "'month'") }} as month_start_date,
        sum(case when entry_type = 'earn' then points else 0 end) as points_earned,
        sum(case when entry_type = 'redeem' then points else 0 end) as points_redeemed,
        sum(case when entry_type = 'expire' then points else 0 end) as points_expired,
        sum(case when entry_type = 'adjust' then points else 0 end) as points_adjusted,
        sum(points_change) as points_change
    from {{ ref('stg_loyalty_program') }}
    group by 1, 2

),

members as (

    select
        customer_id,
        {{ start_of_period('loyalty_since_date', "'month'") }} as joined_month
    from {{ ref('int_customer_loyalty') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

booked as (

    select
        entries.month_start_date,
        {{ customer_group_columns() }},
        sum(case when members.joined_month = entries.month_start_date then 1 else 0 end)
            as new_members,
        sum(entries.points_earned) as points_earned,
        sum(entries.points_redeemed) as points_redeemed,
        sum(entries.points_expired) as points_expired,
        sum(entries.points_adjusted) as points_adjusted,
        sum(entries.points_change) as points_change
    from entries
    inner join members
        on entries.customer_id = members.customer_id
    left join customer_groups
        on entries.customer_id = customer_groups.customer_id
    group by 1, 2, 3

),

first_months as (

    select
        segment,
        channel,
        min(month_start_date) as month_start_date
    from booked
    group by 1, 2

),

-- a month in which nothing was booked ends with a balance too
group_months as (

    select
        first_months.segment,
        first_months.channel,
        cast(
            {{ dbt.dateadd('month', 'months.months_since', 'first_months.month_start_date') }}
            as date
        ) as month_start_date
    from first_months
    cross join {{ ref('stg_as_of_date') }} as as_of
    cross join lateral {{ each_month_since(
        dbt.datediff('first_months.month_start_date', 'as_of.as_of_date', 'month')
    ) }} as months (months_since)

)

select
    group_months.month_start_date,
    group_months.segment,
    group_months.channel,
    cast(coalesce(booked.new_members, 0) as integer) as new_members,
    cast(coalesce(sum(booked.new_members) over so_far, 0) as integer) as members,
    cast(coalesce(booked.points_earned, 0) as bigint) as points_earned,
    cast(coalesce(booked.points_redeemed, 0) as bigint) as points_redeemed,
    cast(coalesce(booked.points_expired, 0) as bigint) as points_expired,
    cast(coalesce(booked.points_adjusted, 0) as bigint) as points_adjusted,
    cast(coalesce(sum(booked.points_change) over so_far, 0) as bigint) as closing_balance,
    {{ points_liability('coalesce(sum(booked.points_change) over so_far, 0)') }}
        as liability_amount
from group_months
left join booked
    on
        group_months.month_start_date = booked.month_start_date
        and group_months.segment = booked.segment
        and group_months.channel = booked.channel
window so_far as (
    partition by group_months.segment, group_months.channel
    order by group_months.month_start_date rows between unbounded preceding and current row
)
