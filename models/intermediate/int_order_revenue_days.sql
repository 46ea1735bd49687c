-- One row per order and day on which its revenue moved: placed, or given back.
-- The lines are read twice: refunds are few, and a CTE that two read is written to disk with all of its columns.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='order_id',
    pre_hook="{{ note_changed_purchases('revenue_date', 'revenue_date') }}"
) }}

with movements as (

    select
        order_id,
        customer_id,
        order_date as revenue_date,
        quantity as units,
        gross_amount,
        discount_amount,
        0 as refund_amount
    from {{ ref('stg_purchase_behavior') }}
    where
        is_counted
        and {{ only_changed_groups('order_id') }}
    union all
    -- a refund lowers the revenue of the day it was made, not that of the order's day
    select
        order_id,
        customer_id,
        refund_date as revenue_date,
        0 as units,
        0 as gross_amount,
        0 as discount_amount,
        refund_amount
    from {{ ref('stg_purchase_behavior') }}
    where
        is_counted
        and refund_amount > 0
        and {{ only_changed_groups('order_id') }}

),

order_days as (

    select
        order_id,
        revenue_date,
        min(customer_id) as customer_id,
        sum(units) as units,
        sum(gross_amount) as gross_amount,
        sum(discount_amount) as discount_amount,
        sum(refund_amount) as refund_amount
    from movements
    group by 1, 2

)

select
    order_id,
    revenue_date,
    customer_id,
    cast(units as numeric(18, 4)) as units,
    cast(gross_amount as numeric(14, 2)) as gross_amount,
    cast(discount_amount as numeric(14, 2)) as discount_amount,
    cast(refund_amount as numeric(14, 2)) as refund_amount,
    cast(gross_amount - discount_amount - refund_amount as numeric(14, 2)) as net_amount
from order_days
