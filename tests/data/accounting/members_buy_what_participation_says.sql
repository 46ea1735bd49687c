-- Accounting: since the program began, revenue by month is that of the order lines, members' revenue is what was sold to them
-- from the day of joining on, and the last month's active members are the active customers among them.
with participation as (

    select * from {{ ref('loyalty_participation') }}

),

bounds as (

    select
        min(month_start_date) as first_date,
        max(month_start_date) as last_month
    from participation

),

movements as (

    select
        customer_id,
        order_date as moved_date,
        gross_amount - discount_amount as amount
    from {{ ref('stg_purchase_behavior') }}
    where is_counted
    union all
    select
        customer_id,
        refund_date as moved_date,
        -refund_amount as amount
    from {{ ref('stg_purchase_behavior') }}
    where is_counted and refund_amount > 0

),

expected as (

    select
        coalesce(sum(movements.amount), 0) as net_revenue,
        coalesce(
            sum(
                case
                    when members.loyalty_since_date <= movements.moved_date then movements.amount
                    else 0
                end
            ), 0
        ) as member_net_revenue
    from movements
    inner join bounds
        on movements.moved_date >= bounds.first_date
    left join {{ ref('loyalty_members') }} as members
        on movements.customer_id = members.customer_id

),

months as (

    select
        coalesce(sum(net_revenue), 0) as net_revenue,
        coalesce(sum(member_net_revenue), 0) as member_net_revenue
    from participation

),

active_members as (

    select sum(case when is_active then 1 else 0 end) as members
    from {{ ref('loyalty_members') }}

)

select
    'revenue' as difference,
    months.net_revenue as mart_value,
    expected.net_revenue as expected_value
from months
cross join expected
where
    months.net_revenue <> expected.net_revenue
    or months.member_net_revenue <> expected.member_net_revenue
union all
select
    'active members' as difference,
    participation.active_members as mart_value,
    active_members.members as expected_value
from participation
inner join bounds
    on participation.month_start_date = bounds.last_month
cross join active_members
where participation.active_members <> active_members.members
