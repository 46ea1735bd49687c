-- One row per customer and day from which they are followed, with what they bought in the days after it.
with followed as (

    select * from {{ ref('int_loyalty_followed') }}

),

purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

)

select
    followed.customer_id,
    followed.followed_from_date,
    followed.frequency_band,
    followed.recency_band,
    followed.tenure_band,
    cast(count(purchase_days.purchase_date) as integer) as purchases,
    cast(coalesce(sum(purchase_days.spend), 0) as numeric(14, 2)) as spend,
    followed.is_member,
    followed.joins_in_window
from followed
left join purchase_days
    on
        followed.customer_id = purchase_days.customer_id
        and followed.followed_from_date < purchase_days.purchase_date
        and followed.followed_from_date + {{ var('loyalty_uplift_days') }}
        >= purchase_days.purchase_date
group by 1, 2, 3, 4, 5, 8, 9
