-- One row per month of first purchase, segment, channel and number of purchases: how many customers got that far.
with repeat_purchases as (

    select * from {{ ref('repeat_purchases_by_customer_group') }}

),

reached as (

    select
        repeat_purchases.first_purchase_month,
        repeat_purchases.segment,
        repeat_purchases.channel,
        steps.purchase,
        steps.purchase_order,
        steps.customers
    from repeat_purchases
    cross join
        lateral (
            values
            ('First', 1, repeat_purchases.customers),
            ('Second', 2, repeat_purchases.customers_with_2),
            ('Third', 3, repeat_purchases.customers_with_3),
            ('Fifth', 5, repeat_purchases.customers_with_5),
            ('Tenth', 10, repeat_purchases.customers_with_10)
        ) as steps (purchase, purchase_order, customers)
    where steps.customers > 0

)

select
    {{ period_month('first_purchase_month') }},
    segment,
    channel,
    purchase,
    purchase_order,
    cast(sum(customers) as integer) as customers
from reached
group by 1, 2, 3, 4, 5
