-- One row per customer who first bought long enough ago: whether an invitation came first, and what they did at that age.
{% set window_days = var('referral_comparison_days') %}

with buyers as (

    select * from {{ ref('int_customer_repeat') }}

),

purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

referrals as (

    select * from {{ ref('int_referrals') }}
    where is_won and referred_customer_id is not null

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

compared_buyers as (

    select
        buyers.customer_id,
        buyers.first_purchase_date,
        -- who had bought before being invited did not come of the invitation
        coalesce(referrals.referral_date <= buyers.first_purchase_date, false) as is_referred
    from buyers
    inner join as_of
        on buyers.first_purchase_date + {{ window_days }} <= as_of.as_of_date
    left join referrals
        on buyers.customer_id = referrals.referred_customer_id
    -- without invitations there is nothing to compare
    where exists (select 1 from {{ ref('int_referrals') }})

)

select
    compared_buyers.customer_id,
    compared_buyers.first_purchase_date,
    cast(
        sum(case when purchase_days.days_since_previous is null then purchase_days.spend end)
        as numeric(14, 2)
    ) as first_spend,
    cast(sum(purchase_days.spend) as numeric(14, 2)) as spend,
    cast(count(purchase_days.days_since_previous) as integer) as repeats,
    cast(
        count(
            case
                when
                    2 * (purchase_days.purchase_date - compared_buyers.first_purchase_date)
                    > {{ window_days }}
                    then purchase_days.purchase_date
            end
        ) as integer
    ) as late_repeats,
    compared_buyers.is_referred
from compared_buyers
inner join purchase_days
    on
        compared_buyers.customer_id = purchase_days.customer_id
        and compared_buyers.first_purchase_date + {{ window_days }} >= purchase_days.purchase_date
group by 1, 2, 7
