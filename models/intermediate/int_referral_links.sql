-- One row per customer who was won by another: by whom, and in which order that happened.
with referrals as (

    select * from {{ ref('int_referrals') }}
    where is_won and referred_customer_id is not null

)

select
    referral_id,
    referrer_id,
    referred_customer_id,
    row_number() over (
        order by coalesce(converted_at, referred_at), referred_at, referral_id
    ) as link_number
from referrals
