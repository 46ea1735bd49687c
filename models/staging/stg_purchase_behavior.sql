-- One row per order line placed up to the as-of date, its money in the reporting currency.
-- A table and not a view: checking and converting a line costs more than storing it, and many models read it.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='order_date',
    indexes=[{'columns': ['order_date']}],
    pre_hook="{{ note_changed_days(ref('stg_purchase_behavior_fingerprints')) }}",
    meta={'grouped_by': ['customer_id', 'order_date'], 'compared_by': 'order_id'}
) }}

with order_lines as (

    select * from {{ ref('base_purchase_behavior') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

lines_as_of as (

    select
        order_lines.*,
        coalesce(order_lines.status, 'completed') as order_status,
        -- a refund that comes after the as-of date is not known yet
        case
            when coalesce(order_lines.refunded_at, order_lines.ordered_at) < as_of.as_of_until
                then coalesce(order_lines.refund_amount, 0)
            else 0
        end as known_refund_amount
    from order_lines
    cross join as_of
    where
        order_lines.ordered_at < as_of.as_of_until
        and {{ only_changed_days(day_of('order_lines.ordered_at')) }}

),

converted_lines as (

    select
        *,
        round(quantity * unit_price * exchange_rate, 2) as gross_amount,
        round(coalesce(discount_amount, 0) * exchange_rate, 2) as discount_amount_converted,
        round(known_refund_amount * exchange_rate, 2) as refund_amount_converted
    from lines_as_of

)

select
    order_id,
    line_number,
    customer_id,
    product_id,
    ordered_at,
    case
        when known_refund_amount > 0 then coalesce(refunded_at, ordered_at)
    end as refunded_at,
    {{ day_of('ordered_at') }} as order_date,
    case
        when known_refund_amount > 0 then {{ day_of('coalesce(refunded_at, ordered_at)') }}
    end as refund_date,
    product_name,
    category,
    brand,
    sales_channel,
    payment_method,
    coupon_code,
    currency,
    order_status as status,
    quantity,
    cast(gross_amount as numeric(14, 2)) as gross_amount,
    cast(discount_amount_converted as numeric(14, 2)) as discount_amount,
    cast(refund_amount_converted as numeric(14, 2)) as refund_amount,
    cast(
        gross_amount - discount_amount_converted - refund_amount_converted as numeric(14, 2)
    ) as net_amount,
    order_status not in ('cancelled', 'failed') as is_counted,
    order_status not in ('cancelled', 'failed', 'credit_note') as is_purchase,
    updated_at
from converted_lines
