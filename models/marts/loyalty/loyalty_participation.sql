-- One row per month since the program began: what share of buyers, active customers and revenue are its members'.
with months as (

    select * from {{ ref('loyalty_points_monthly') }}

),

loyalty as (

    select * from {{ ref('int_customer_loyalty') }}

),

movement as (

    select * from {{ ref('monthly_customer_movement') }}

),

member_changes as (

    select * from {{ ref('int_loyalty_active_members') }}

),

revenue_days as (

    select * from {{ ref('int_order_revenue_days') }}

),

last_purchases as (

    select
        customer_id,
        {{ start_of_period('purchase_date', "'month'") }} as month_start_date,
        max(purchase_date) as last_purchase_date
    from {{ ref('int_customer_purchase_days') }}
    group by 1, 2

),

buyers as (

    select
        last_purchases.month_start_date,
        count(*) as buyers,
        count(
            case
                when loyalty.loyalty_since_date <= last_purchases.last_purchase_date
                    then last_purchases.customer_id
            end
        ) as member_buyers
    from last_purchases
    left join loyalty
        on last_purchases.customer_id = loyalty.customer_id
    group by 1

),

revenue as (

    select
        {{ start_of_period('revenue_days.revenue_date', "'month'") }} as month_start_date,
        sum(revenue_days.net_amount) as net_revenue,
        sum(
            case
                when loyalty.loyalty_since_date <= revenue_days.revenue_date
                    then revenue_days.net_amount
                else 0
            end
        ) as member_net_revenue
    from revenue_days
    left join loyalty
        on revenue_days.customer_id = loyalty.customer_id
    group by 1

),

-- members can't be active before the program began, so summing up its months holds all of them
combined as (

    select
        months.month_start_date,
        coalesce(buyers.buyers, 0) as buyers,
        coalesce(buyers.member_buyers, 0) as member_buyers,
        coalesce(movement.closing_customers, 0) as active_customers,
        coalesce(sum(member_changes.active_members_change) over (
            order by months.month_start_date rows between unbounded preceding and current row
        ), 0) as active_members,
        coalesce(revenue.net_revenue, 0) as net_revenue,
        coalesce(revenue.member_net_revenue, 0) as member_net_revenue
    from months
    left join buyers
        on months.month_start_date = buyers.month_start_date
    left join movement
        on months.month_start_date = movement.month_start_date
    left join member_changes
        on months.month_start_date = member_changes.month_start_date
    left join revenue
        on months.month_start_date = revenue.month_start_date

)

select
    month_start_date,
    cast(buyers as integer) as buyers,
    cast(member_buyers as integer) as member_buyers,
    {{ rate('member_buyers', 'buyers') }} as member_buyer_rate,
    cast(active_customers as integer) as active_customers,
    cast(active_members as integer) as active_members,
    {{ rate('active_members', 'active_customers') }} as participation_rate,
    cast(net_revenue as numeric(14, 2)) as net_revenue,
    cast(member_net_revenue as numeric(14, 2)) as member_net_revenue,
    {{ rate('member_net_revenue', 'net_revenue') }} as member_revenue_rate
from combined
