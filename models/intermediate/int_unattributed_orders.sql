-- One row per month with orders: those that no visit led to.
with purchases as (

    select * from {{ ref('int_journey_purchases') }}

),

attributed as (

    select
        customer_id,
        purchase_date
    from {{ ref('int_touches') }}
    where outcome = 'purchase' and touch_number = 1

),

unattributed as (

    select
        purchases.*,
        attributed.customer_id is null as is_unattributed
    from purchases
    left join attributed
        on
            purchases.customer_id = attributed.customer_id
            and purchases.purchase_date = attributed.purchase_date

)

-- months that have none are rows too: that says more than a missing one
select
    purchase_month,
    cast(
        sum(case when is_unattributed and purchased_at is not null then 1 else 0 end) as integer
    ) as purchases,
    cast(sum(case when is_unattributed then orders else 0 end) as integer) as orders,
    cast(
        sum(case when is_unattributed then net_revenue else 0 end) as numeric(14, 2)
    ) as net_revenue
from unattributed
group by 1
