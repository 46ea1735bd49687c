-- One row: the quintile cuts between the RFM scores, taken over all customers who have bought.
{{ config(materialized='incremental', incremental_strategy='replace_all_rows') }}

{% set shares = [0.2, 0.4, 0.6, 0.8] %}

with buyers as (

    select * from {{ ref('customer_purchase_statistics') }}
    where orders > 0

),

cuts as (

    select
        count(*) as customers,
        {{ quantiles('recency_days', shares) }} as recency_cuts,
        {{ quantiles('orders', shares) }} as frequency_cuts,
        {{ quantiles('net_revenue', shares) }} as monetary_cuts
    from buyers

)

select
    customers,
    recency_cuts[1] as recency_cut_20,
    recency_cuts[2] as recency_cut_40,
    recency_cuts[3] as recency_cut_60,
    recency_cuts[4] as recency_cut_80,
    frequency_cuts[1] as frequency_cut_20,
    frequency_cuts[2] as frequency_cut_40,
    frequency_cuts[3] as frequency_cut_60,
    frequency_cuts[4] as frequency_cut_80,
    monetary_cuts[1] as monetary_cut_20,
    monetary_cuts[2] as monetary_cut_40,
    monetary_cuts[3] as monetary_cut_60,
    monetary_cuts[4] as monetary_cut_80
from cuts
