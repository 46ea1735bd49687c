-- One row per month of a customer's first invitation, segment, channel and band of customers won.
with referrers as (

    select
        *,
        cast({{ dbt.date_trunc('month', 'first_referral_date') }} as date) as first_referral_month
    from {{ ref('customer_referrals') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

)

select
    {{ period_month('referrers.first_referral_month') }},
    {{ customer_group_columns() }},
    case
        when referrers.customers_won >= 5 then 'Won 5 and more'
        when referrers.customers_won >= 3 then 'Won 3 to 4'
        when referrers.customers_won = 0 then 'Won nobody'
        else 'Won ' || referrers.customers_won
    end as won_band,
    case
        when referrers.customers_won >= 5 then 5
        when referrers.customers_won >= 3 then 3
        else referrers.customers_won
    end as won_band_order,
    cast(count(*) as integer) as referrers,
    cast(sum(referrers.customers_won) as integer) as customers_won
from referrers
left join customer_groups
    on referrers.customer_id = customer_groups.customer_id
group by 1, 2, 3, 4, 5
