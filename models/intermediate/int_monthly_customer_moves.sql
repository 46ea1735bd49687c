-- One row per customer and month in which a spell of their activity began or ended: won, back or lost.
with spells as (

    select
        customer_id,
        spell_number,
        {{ start_of_period('started_date', "'month'") }} as start_month,
        {{ start_of_period('lapsed_date', "'month'") }} as lapse_month,
        {{ start_of_period('returned_date', "'month'") }} as return_month
    from {{ ref('int_customer_activity_spells') }}

),

linked_spells as (

    select
        *,
        -- who lapses and comes back within a month was active at both its ends, and has not moved
        coalesce(start_month = lag(lapse_month) over (
            partition by customer_id order by spell_number
        ), false) as is_continued,
        coalesce(lapse_month = return_month, false) as is_continuing
    from spells

),

moves as (

    select
        *,
        max(case when not is_continued then start_month end) over (
            partition by customer_id order by spell_number
            rows between unbounded preceding and current row
        ) as joined_month
    from linked_spells

),

starts_and_lapses as (

    select
        customer_id,
        start_month as month_start_date,
        1 as spell_starts,
        0 as spell_lapses,
        case when spell_number = 1 then 1 else 0 end as new_customers,
        case when spell_number > 1 and not is_continued then 1 else 0 end as reactivated_customers,
        0 as lost_customers,
        0 as lost_opening_customers
    from moves
    union all
    select
        customer_id,
        lapse_month as month_start_date,
        0 as spell_starts,
        1 as spell_lapses,
        0 as new_customers,
        0 as reactivated_customers,
        case when is_continuing then 0 else 1 end as lost_customers,
        -- with a short var active_days one may be won and lost in the same month
        case
            when not is_continuing and joined_month < lapse_month then 1 else 0
        end as lost_opening_customers
    from moves
    where lapse_month is not null

)

select
    customer_id,
    month_start_date,
    cast(sum(spell_starts) as integer) as spell_starts,
    cast(sum(spell_lapses) as integer) as spell_lapses,
    cast(sum(new_customers) as integer) as new_customers,
    cast(sum(reactivated_customers) as integer) as reactivated_customers,
    cast(sum(lost_customers) as integer) as lost_customers,
    cast(sum(lost_opening_customers) as integer) as lost_opening_customers
from starts_and_lapses
group by 1, 2
