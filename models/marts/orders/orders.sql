-- One row per order: what was bought, taken off and given back, and the order's place in the customer's history.
with order_totals as (

    select * from {{ ref('int_order_totals') }}

),

numbered_orders as (

    select
        *,
        {{ day_of('ordered_at') }} as order_date,
        {{ month_of('ordered_at') }} as order_month,
        case
            when is_purchase and customer_id is not null
                then row_number() over (
                        partition by customer_id, is_purchase
                        order by ordered_at, order_id
                    )
        end as purchase_number,
        case
            when is_purchase and customer_id is not null
                then lag({{ day_of('ordered_at') }}) over (
                        partition by customer_id, is_purchase
                        order by ordered_at, order_id
                    )
        end as previous_purchase_date
    from order_totals

)

select
    order_id,
    customer_id,
    ordered_at,
    order_date,
    order_month,
    first_refund_date,
    previous_purchase_date,
    sales_channel,
    payment_method,
    coupon_code,
    status,
    cast(purchase_number as integer) as purchase_number,
    cast(order_date - previous_purchase_date as integer) as days_since_previous_purchase,
    order_lines,
    units,
    gross_amount,
    discount_amount,
    refund_amount,
    net_amount,
    cancelled_amount,
    is_counted,
    is_purchase,
    customer_id is null as is_guest,
    coalesce(purchase_number = 1, false) as is_first_purchase,
    discount_amount > 0 or coupon_code is not null as is_discounted
from numbered_orders
