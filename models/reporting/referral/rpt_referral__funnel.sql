-- One row per month, segment, channel and stage: invitations that got there.
with referrals as (

    select * from {{ ref('referrals_by_customer_group') }}

),

stages as (

    select
        {{ period_month('referrals.referral_month') }},
        referrals.segment,
        referrals.channel,
        listed.stage_number,
        listed.stage,
        listed.invitations
    from referrals
    cross join
        lateral (
            values
            (1, 'Invited', referrals.invitations),
            (2, 'Registered', referrals.registered),
            (3, 'Converted', referrals.converted),
            (4, 'Won', referrals.customers_won),
            (5, 'Bought again', referrals.bought_again)
        ) as listed (stage_number, stage, invitations)
    where listed.invitations > 0

)

select
    period_month,
    segment,
    channel,
    stage,
    stage_number,
    cast(sum(invitations) as integer) as invitations
from stages
group by 1, 2, 3, 4, 5
