-- Accounting: every amount in orders is the same amount taken straight from staging.
with line_totals as (

    select
        coalesce(sum(case when is_counted then gross_amount end), 0) as gross_amount,
        coalesce(sum(case when is_counted then discount_amount end), 0) as discount_amount,
        coalesce(sum(case when is_counted then refund_amount end), 0) as refund_amount,
        coalesce(sum(case when is_counted then net_amount end), 0) as net_amount,
        coalesce(sum(case when not is_counted then gross_amount end), 0) as cancelled_amount
    from {{ ref('stg_purchase_behavior') }}

),

order_totals as (

    select
        coalesce(sum(gross_amount), 0) as gross_amount,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(refund_amount), 0) as refund_amount,
        coalesce(sum(net_amount), 0) as net_amount,
        coalesce(sum(cancelled_amount), 0) as cancelled_amount
    from {{ ref('orders') }}

)

select
    line_totals.net_amount as line_net_amount,
    order_totals.net_amount as order_net_amount
from line_totals
cross join order_totals
where
    line_totals.gross_amount <> order_totals.gross_amount
    or line_totals.discount_amount <> order_totals.discount_amount
    or line_totals.refund_amount <> order_totals.refund_amount
    or line_totals.net_amount <> order_totals.net_amount
    or line_totals.cancelled_amount <> order_totals.cancelled_amount
