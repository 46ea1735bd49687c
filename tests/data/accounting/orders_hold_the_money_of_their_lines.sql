-- Accounting: every amount in orders is the same amount taken straight from staging.
with line_totals as (

    select
        sum(case when is_counted then gross_amount else 0 end) as gross_amount,
        sum(case when is_counted then discount_amount else 0 end) as discount_amount,
        sum(case when is_counted then refund_amount else 0 end) as refund_amount,
        sum(case when is_counted then net_amount else 0 end) as net_amount,
        sum(case when is_counted then 0 else gross_amount end) as cancelled_amount
    from {{ ref('stg_purchase_behavior') }}

),

order_totals as (

    select
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(refund_amount) as refund_amount,
        sum(net_amount) as net_amount,
        sum(cancelled_amount) as cancelled_amount
    from {{ ref('orders') }}

)

(select * from line_totals except select * from order_totals)
union all
(select * from order_totals except select * from line_totals)
