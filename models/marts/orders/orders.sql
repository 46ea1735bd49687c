-- One row per order: what was bought, taken off and given back, and the order's place in the customer's history.
with order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}

),

orders_of_lines as (

    select
        order_id,
        min(customer_id) as customer_id,
        min(ordered_at) as ordered_at,
        min(refund_date) as first_refund_date,
        min(sales_channel) as sales_channel,
        min(payment_method) as payment_method,
        min(coupon_code) as coupon_code,
        -- an order with one cancelled line is still the order of its other lines
        coalesce(min(case when is_counted then status end), min(status)) as status,
        sum(case when is_counted then 1 else 0 end) as order_lines,
        sum(case when is_counted then quantity else 0 end) as units,
        sum(case when is_counted then gross_amount else 0 end) as gross_amount,
        sum(case when is_counted then discount_amount else 0 end) as discount_amount,
        sum(case when is_counted then refund_amount else 0 end) as refund_amount,
        sum(case when is_counted then net_amount else 0 end) as net_amount,
        sum(case when is_counted then 0 else gross_amount end) as cancelled_amount,
        {{ dbt.bool_or('is_counted') }} as is_counted,
        {{ dbt.bool_or('is_purchase') }} as is_purchase
    from order_lines
    group by 1

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
    from orders_of_lines

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
    cast(order_lines as integer) as order_lines,
    cast(units as numeric(18, 4)) as units,
    cast(gross_amount as numeric(14, 2)) as gross_amount,
    cast(discount_amount as numeric(14, 2)) as discount_amount,
    cast(refund_amount as numeric(14, 2)) as refund_amount,
    cast(net_amount as numeric(14, 2)) as net_amount,
    cast(cancelled_amount as numeric(14, 2)) as cancelled_amount,
    is_counted,
    is_purchase,
    customer_id is null as is_guest,
    coalesce(purchase_number = 1, false) as is_first_purchase,
    discount_amount > 0 or coupon_code is not null as is_discounted
from numbered_orders
