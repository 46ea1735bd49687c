-- One row per month of first purchase, segment and channel: who bought again within so many days, of those watched so long.
with repeat_purchases as (

    select * from {{ ref('repeat_purchases_by_customer_group') }}

)

select
    {{ period_month('first_purchase_month') }},
    segment,
    channel,
    {% for days in [30, 90, 180, 365] -%}
    cast(sum(followed_{{ days }}_days_customers) as integer) as followed_{{ days }}_days_customers,
    cast(sum(repeat_{{ days }}_days_customers) as integer) as repeat_{{ days }}_days_customers,
    {% endfor -%}
    cast(sum(customers) as integer) as customers
from repeat_purchases
group by 1, 2, 3
