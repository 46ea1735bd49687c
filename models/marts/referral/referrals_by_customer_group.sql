-- One row per month, segment and channel of who invited, and way in which they did: what came of the invitations.
with referrals as (

    select * from {{ ref('int_referrals') }}

),

statistics as (

    select * from {{ ref('customer_purchase_statistics') }}

),

repeats as (

    select * from {{ ref('int_customer_repeat') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

totals as (

    select
        referrals.referral_month,
        {{ customer_group_columns() }},
        referrals.channel as referral_channel,
        sum(case when referrals.is_won and repeats.has_bought_again then 1 else 0 end)
            as bought_again,
        {{ invitation_totals() }}
    from referrals
    left join customer_groups
        on referrals.referrer_id = customer_groups.customer_id
    left join statistics
        on referrals.referred_customer_id = statistics.customer_id
    left join repeats
        on referrals.referred_customer_id = repeats.customer_id
    group by 1, 2, 3, 4

)

select
    referral_month,
    segment,
    channel,
    referral_channel,
    {{ invitation_counts() }},
    cast(bought_again as integer) as bought_again,
    cast(reward_amount as numeric(14, 2)) as reward_amount,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from totals
