-- One row per customer and day on which they bought: the unit that the buying process counts in.
{{ config(
    materialized='incremental',
    incremental_strategy='replace_changes',
    unique_key='customer_id',
    pre_hook="{{ note_changed_purchases('purchase_date', 'purchase_date') }}"
) }}

with order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}
    where
        customer_id is not null
        and is_purchase
        and {{ only_changed_groups('customer_id') }}

),

purchase_days as (

    select
        customer_id,
        order_date as purchase_date,
        -- before refunds: whether a purchase is sent back is not part of what it was worth that day
        sum(gross_amount - discount_amount) as spend
    from order_lines
    group by 1, 2

)

select
    customer_id,
    purchase_date,
    cast(spend as numeric(14, 2)) as spend,
    purchase_date - lag(purchase_date) over (
        partition by customer_id order by purchase_date
    ) as days_since_previous
from purchase_days
