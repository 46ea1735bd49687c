-- One row per channel and month of invitation: how many were sent, what came of them, and what they cost.
with referrals as (

    select * from {{ ref('int_referrals') }}

),

statistics as (

    select * from {{ ref('customer_purchase_statistics') }}

),

months as (

    select
        referrals.channel,
        referrals.referral_month,
        {{ invitation_totals() }},
        {{ quantiles(
            'case when referrals.is_converted then referrals.days_to_convert end', [0.5]
        ) }} as days_to_convert_quantiles
    from referrals
    left join statistics
        on referrals.referred_customer_id = statistics.customer_id
    group by 1, 2

)

select
    channel,
    referral_month,
    {{ invitation_counts() }},
    {{ rate('registered', 'invitations') }} as registration_rate,
    {{ rate('converted', 'invitations') }} as conversion_rate,
    days_to_convert_quantiles[1] as median_days_to_convert,
    cast(reward_amount as numeric(14, 2)) as reward_amount,
    {{ money_per('reward_amount', 'customers_won') }} as cost_per_customer_won,
    cast(net_revenue as numeric(14, 2)) as net_revenue,
    {{ money_per('net_revenue', 'customers_won') }} as net_revenue_per_customer_won
from months
