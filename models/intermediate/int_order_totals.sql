-- One row per order: what was bought, taken off and given back.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='order_id',
    indexes=[{'columns': ['order_id']}],
    pre_hook="{{ note_changed_purchases('first_line_date', 'last_line_date') }}"
) }}

with order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}
    where {{ only_changed_groups('order_id') }}

)

select
    order_id,
    min(customer_id) as customer_id,
    min(ordered_at) as ordered_at,
    min(order_date) as first_line_date,
    max(order_date) as last_line_date,
    min(refund_date) as first_refund_date,
    min(sales_channel) as sales_channel,
    min(payment_method) as payment_method,
    min(coupon_code) as coupon_code,
    -- an order with one cancelled line is still the order of its other lines
    coalesce(min(case when is_counted then status end), min(status)) as status,
    cast(sum(case when is_counted then 1 else 0 end) as integer) as order_lines,
    cast(sum(case when is_counted then quantity else 0 end) as numeric(18, 4)) as units,
    cast(sum(case when is_counted then gross_amount else 0 end) as numeric(14, 2)) as gross_amount,
    cast(
        sum(case when is_counted then discount_amount else 0 end) as numeric(14, 2)
    ) as discount_amount,
    cast(
        sum(case when is_counted then refund_amount else 0 end) as numeric(14, 2)
    ) as refund_amount,
    cast(sum(case when is_counted then net_amount else 0 end) as numeric(14, 2)) as net_amount,
    cast(
        sum(case when is_counted then 0 else gross_amount end) as numeric(14, 2)
    ) as cancelled_amount,
    {{ dbt.bool_or('is_counted') }} as is_counted,
    {{ dbt.bool_or('is_purchase') }} as is_purchase
from order_lines
group by 1
