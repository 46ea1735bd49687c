-- One row per month since the first entry: points earned, redeemed and expired, what is left and what it may cost.
with entries as (

    select
        *,
        {{ start_of_period('entry_date', "'month'") }} as month_start_date
    from {{ ref('stg_loyalty_program') }}

),

members as (

    select
        {{ start_of_period('loyalty_since_date', "'month'") }} as month_start_date,
        count(*) as new_members
    from {{ ref('int_customer_loyalty') }}
    group by 1

),

monthly_entries as (

    select
        month_start_date,
        sum(case when entry_type = 'earn' then points else 0 end) as points_earned,
        sum(case when entry_type = 'redeem' then points else 0 end) as points_redeemed,
        sum(case when entry_type = 'expire' then points else 0 end) as points_expired,
        sum(case when entry_type = 'adjust' then points else 0 end) as points_adjusted,
        sum(points_change) as points_change,
        count(distinct case when entry_type in ('earn', 'redeem') then customer_id end)
            as active_members,
        count(distinct case when entry_type = 'redeem' then customer_id end) as redeeming_members
    from entries
    group by 1

),

first_month as (

    select min(month_start_date) as month_start_date from monthly_entries

),

months as (

    select
        cast(
            {{ dbt.dateadd('month', 'months.months_since', 'first_month.month_start_date') }}
            as date
        ) as month_start_date
    from first_month
    cross join {{ ref('stg_as_of_date') }} as as_of
    cross join lateral {{ each_month_since(
        dbt.datediff('first_month.month_start_date', 'as_of.as_of_date', 'month')
    ) }} as months (months_since)

),

balances as (

    select
        months.month_start_date,
        coalesce(members.new_members, 0) as new_members,
        coalesce(monthly_entries.active_members, 0) as active_members,
        coalesce(monthly_entries.redeeming_members, 0) as redeeming_members,
        coalesce(monthly_entries.points_earned, 0) as points_earned,
        coalesce(monthly_entries.points_redeemed, 0) as points_redeemed,
        coalesce(monthly_entries.points_expired, 0) as points_expired,
        coalesce(monthly_entries.points_adjusted, 0) as points_adjusted,
        coalesce(monthly_entries.points_change, 0) as points_change,
        sum(members.new_members) over so_far as members,
        sum(monthly_entries.points_earned) over so_far as earned_so_far,
        sum(monthly_entries.points_redeemed) over so_far as redeemed_so_far,
        -- from the signed changes and not from the columns beside it, so that a test can hold one against the other
        coalesce(sum(monthly_entries.points_change) over so_far, 0) as closing_balance
    from months
    left join members
        on months.month_start_date = members.month_start_date
    left join monthly_entries
        on months.month_start_date = monthly_entries.month_start_date
    window so_far as (
        order by months.month_start_date rows between unbounded preceding and current row
    )

)

select
    month_start_date,
    cast(new_members as integer) as new_members,
    cast(members as integer) as members,
    cast(active_members as integer) as active_members,
    cast(redeeming_members as integer) as redeeming_members,
    {{ rate('active_members', 'members') }} as active_member_rate,
    cast(closing_balance - points_change as bigint) as opening_balance,
    cast(points_earned as bigint) as points_earned,
    cast(points_redeemed as bigint) as points_redeemed,
    cast(points_expired as bigint) as points_expired,
    cast(points_adjusted as bigint) as points_adjusted,
    cast(closing_balance as bigint) as closing_balance,
    {{ points_liability('closing_balance') }} as liability_amount,
    {{ rate('points_redeemed', 'points_earned') }} as redemption_rate,
    {{ rate('redeemed_so_far', 'earned_so_far') }} as cumulative_redemption_rate
from balances
