-- One row per customer, or all guests, and day with orders that count: what visits can lead to, and what they can not.
with counted_orders as (

    select * from {{ ref('int_order_totals') }}
    where is_counted

)

select
    customer_id,
    {{ day_of('ordered_at') }} as purchase_date,
    {{ month_of('ordered_at') }} as purchase_month,
    max(case when is_purchase and customer_id is not null then ordered_at end) as purchased_at,
    cast(sum(case when is_purchase then 1 else 0 end) as integer) as orders,
    cast(sum(net_amount) as numeric(14, 2)) as net_revenue
from counted_orders
group by 1, 2, 3
