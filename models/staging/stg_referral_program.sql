-- One row per invitation sent up to the as-of date, with what had come of it by then.
with referrals as (

    select * from {{ ref('base_referral_program') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

referrals_as_of as (

    select
        referrals.referral_id,
        referrals.referrer_id,
        case
            when referrals.converted_at >= as_of.as_of_until then null
            else referrals.referred_customer_id
        end as referred_customer_id,
        referrals.referral_code,
        referrals.channel,
        referrals.referred_at,
        {{ day_of('referrals.referred_at') }} as referral_date,
        {{ known_by_as_of('referrals.converted_at') }} as converted_at,
        case
            when referrals.converted_at >= as_of.as_of_until then 'pending'
            else referrals.status
        end as status,
        cast(case
            when referrals.converted_at >= as_of.as_of_until then 0
            else coalesce(referrals.reward_amount, 0)
        end as numeric(14, 2)) as reward_amount,
        referrals.status = 'converted'
        and coalesce(referrals.converted_at < as_of.as_of_until, true) as is_converted
    from referrals
    cross join as_of
    where referrals.referred_at < as_of.as_of_until

)

select * from referrals_as_of
