-- One row per month, segment, channel and way in which invitations were passed on: what came of them.
with referrals as (

    select * from {{ ref('referrals_by_customer_group') }}

),

referral_channels as (

    {{ largest_labels('referrals', 'referral_channel', 'invitations') }}

)

select
    {{ period_month('referrals.referral_month') }},
    referrals.segment,
    referrals.channel,
    referral_channels.shown_referral_channel as referral_channel,
    cast(sum(referrals.invitations) as integer) as invitations,
    cast(sum(referrals.converted) as integer) as converted,
    cast(sum(referrals.customers_won) as integer) as customers_won,
    cast(sum(referrals.reward_amount) as numeric(14, 2)) as reward_amount,
    cast(sum(referrals.net_revenue) as numeric(14, 2)) as net_revenue
from referrals
inner join referral_channels
    on referrals.referral_channel = referral_channels.referral_channel
group by 1, 2, 3, 4
