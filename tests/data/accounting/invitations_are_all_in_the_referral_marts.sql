-- Accounting: invitations, conversions and rewards of each referral mart are staging's, and so is what the referred have bought.
with staging_total as (

    select
        count(*) as invitations,
        coalesce(sum(case when is_converted then 1 else 0 end), 0) as converted,
        coalesce(sum(reward_amount), 0) as reward_amount
    from {{ ref('stg_referral_program') }}

),

-- whoever has converted and was not invited by themselves alone was won by somebody, once
referred_customers as (

    select distinct referred_customer_id as customer_id
    from {{ ref('stg_referral_program') }}
    where is_converted and referrer_id <> referred_customer_id

),

staging_revenue as (

    select coalesce(sum(order_lines.net_amount), 0) as net_revenue
    from {{ ref('stg_purchase_behavior') }} as order_lines
    inner join referred_customers
        on order_lines.customer_id = referred_customers.customer_id
    where order_lines.is_counted

),

mart_totals as (

    select
        'referral_performance' as mart,
        sum(invitations) as invitations,
        sum(converted) as converted,
        sum(reward_amount) as reward_amount,
        sum(net_revenue) as net_revenue
    from {{ ref('referral_performance') }}
    union all
    select
        'customer_referrals' as mart,
        sum(invitations) as invitations,
        sum(converted) as converted,
        sum(reward_amount) as reward_amount,
        sum(net_revenue_won) as net_revenue
    from {{ ref('customer_referrals') }}
    union all
    select
        'referral_funnel' as mart,
        max(case when funnel.stage = 'invited' then funnel.invitations end) as invitations,
        max(case when funnel.stage = 'converted' then funnel.invitations end) as converted,
        max(staging_total.reward_amount) as reward_amount,
        max(staging_revenue.net_revenue) as net_revenue
    from {{ ref('referral_funnel') }} as funnel
    cross join staging_total
    cross join staging_revenue

)

select
    mart_totals.mart,
    mart_totals.invitations,
    mart_totals.converted,
    mart_totals.reward_amount,
    mart_totals.net_revenue
from mart_totals
cross join staging_total
cross join staging_revenue
where
    coalesce(mart_totals.invitations, 0) <> staging_total.invitations
    or coalesce(mart_totals.converted, 0) <> staging_total.converted
    or coalesce(mart_totals.reward_amount, 0) <> staging_total.reward_amount
    or coalesce(mart_totals.net_revenue, 0) <> staging_revenue.net_revenue
