-- One row per customer who invited somebody: what came of it, directly and through those whom they won.
with referrals as (

    select * from {{ ref('int_referrals') }}

),

nodes as (

    select * from {{ ref('int_referral_nodes') }}

),

descendants as (

    select * from {{ ref('int_referral_descendants') }}

),

statistics as (

    select
        customer_id,
        net_revenue
    from {{ ref('customer_purchase_statistics') }}

),

invitations as (

    select
        referrals.referrer_id as customer_id,
        min(referrals.referral_date) as first_referral_date,
        max(referrals.referral_date) as last_referral_date,
        count(*) as invitations,
        sum(case when referrals.status = 'pending' then 1 else 0 end) as pending,
        sum(case when referrals.is_converted then 1 else 0 end) as converted,
        sum(case when referrals.is_won then 1 else 0 end) as customers_won,
        sum(referrals.reward_amount) as reward_amount,
        sum(case when referrals.is_won then statistics.net_revenue end) as net_revenue
    from referrals
    left join statistics
        on referrals.referred_customer_id = statistics.customer_id
    group by 1

),

below as (

    select
        descendants.customer_id,
        count(*) as customers_below,
        max(descendants.level_below) as levels_below,
        sum(statistics.net_revenue) as net_revenue_below
    from descendants
    left join statistics
        on descendants.descendant_id = statistics.customer_id
    group by 1

)

select
    invitations.customer_id,
    nodes.referrer_id as referred_by_customer_id,
    nodes.root_customer_id,
    invitations.first_referral_date,
    invitations.last_referral_date,
    cast(invitations.invitations as integer) as invitations,
    cast(invitations.pending as integer) as pending,
    cast(invitations.converted as integer) as converted,
    cast(invitations.customers_won as integer) as customers_won,
    {{ rate('invitations.converted', 'invitations.invitations') }} as conversion_rate,
    cast(invitations.reward_amount as numeric(14, 2)) as reward_amount,
    cast(coalesce(invitations.net_revenue, 0) as numeric(14, 2)) as net_revenue_won,
    cast(coalesce(below.customers_below, 0) as integer) as customers_below,
    coalesce(below.levels_below, 0) as levels_below,
    cast(coalesce(below.net_revenue_below, 0) as numeric(14, 2)) as net_revenue_below
from invitations
left join nodes
    on invitations.customer_id = nodes.customer_id
left join below
    on invitations.customer_id = below.customer_id
