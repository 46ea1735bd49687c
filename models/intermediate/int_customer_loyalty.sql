-- One row per customer with a points account: since when, what was booked to it, and what is left.
with entries as (

    select * from {{ ref('stg_loyalty_program') }}

)

select
    customer_id,
    min(entry_date) as loyalty_since_date,
    max(entry_date) as last_entry_date,
    max(case when entry_type = 'earn' then entry_date end) as last_earned_date,
    max(case when entry_type = 'redeem' then entry_date end) as last_redeemed_date,
    sum(case when entry_type = 'earn' then points else 0 end) as points_earned,
    sum(case when entry_type = 'redeem' then points else 0 end) as points_redeemed,
    sum(case when entry_type = 'expire' then points else 0 end) as points_expired,
    sum(case when entry_type = 'adjust' then points else 0 end) as points_adjusted,
    sum(points_change) as points_balance
from entries
group by 1
