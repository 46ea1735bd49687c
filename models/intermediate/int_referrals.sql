-- One row per invitation: how far it came, how long that took, and whether it is the one that won the customer.
with referrals as (

    select * from {{ ref('stg_referral_program') }}

),

numbered_referrals as (

    select
        *,
        {{ label_of('channel') }} as channel_label,
        -- of several conversions of one customer the first counts; one without a time comes last
        row_number() over (
            partition by referred_customer_id, is_converted, referrer_id = referred_customer_id
            order by
                case when converted_at is null then 1 else 0 end,
                converted_at,
                referred_at,
                referral_id
        ) as conversion_number
    from referrals

)

select
    referral_id,
    referrer_id,
    referred_customer_id,
    referred_at,
    converted_at,
    referral_date,
    channel_label as channel,
    status,
    reward_amount,
    {{ start_of_period('referral_date', "'month'") }} as referral_month,
    {{ hours_between('referred_at', 'converted_at') }} / 24 as days_to_convert,
    is_converted or (referred_customer_id is not null and status <> 'rejected') as is_registered,
    is_converted,
    -- who was won may not be known; nobody is won by themselves
    is_converted and (
        referred_customer_id is null
        or (referrer_id <> referred_customer_id and conversion_number = 1)
    ) as is_won
from numbered_referrals
