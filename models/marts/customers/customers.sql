-- One row per customer known on the as-of date: who they are, how they came, what they have bought, how that scores.
{{ config(materialized='incremental', incremental_strategy='replace_all_rows') }}

with customers as (

    select * from {{ ref('stg_customers') }}

),

statistics as (

    select * from {{ ref('customer_purchase_statistics') }}

),

cuts as (

    select * from {{ ref('rfm_cuts') }}

),

score_segments as (

    select * from {{ ref('int_rfm_score_segments') }}

),

satisfaction as (

    select * from {{ ref('int_customer_satisfaction') }}

),

loyalty as (

    select * from {{ ref('int_customer_loyalty') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

purchases as (

    select
        statistics.*,
        {{ rfm_scores('recency_days', 'orders', 'net_revenue') }}
    from statistics
    cross join cuts

)

select
    customers.customer_id,
    customers.email,
    customers.first_name,
    customers.last_name,
    customers.gender,
    customers.city,
    customers.region,
    customers.country,
    customers.acquisition_channel,
    customers.acquisition_campaign,
    customers.signup_date,
    coalesce(customers.signup_date, purchases.first_order_date) as acquired_date,
    purchases.first_order_date,
    purchases.last_order_date,
    loyalty.loyalty_since_date,
    purchases.recency_days,
    {{ age_in_years('customers.birth_date', 'as_of.as_of_date') }} as age_years,
    coalesce(purchases.orders, 0) as orders,
    coalesce(purchases.cancelled_orders, 0) as cancelled_orders,
    cast(coalesce(purchases.gross_revenue, 0) as numeric(14, 2)) as gross_revenue,
    cast(coalesce(purchases.discount_amount, 0) as numeric(14, 2)) as discount_amount,
    cast(coalesce(purchases.refund_amount, 0) as numeric(14, 2)) as refund_amount,
    cast(coalesce(purchases.net_revenue, 0) as numeric(14, 2)) as net_revenue,
    purchases.average_order_amount,
    {{ rate('satisfaction.satisfaction_total', 'satisfaction.satisfaction_answers') }}
        as satisfaction_score,
    purchases.recency_score,
    purchases.frequency_score,
    purchases.monetary_score,
    score_segments.segment as rfm_segment,
    coalesce(purchases.orders, 0) > 0 as has_purchased,
    coalesce(purchases.recency_days < {{ var('active_days') }}, false) as is_active,
    loyalty.customer_id is not null as is_loyalty_member
from customers
cross join as_of
left join purchases
    on customers.customer_id = purchases.customer_id
left join score_segments
    on
        coalesce(purchases.recency_score, 0) = score_segments.recency_score
        and coalesce(purchases.frequency_score, 0) = score_segments.frequency_score
        and coalesce(purchases.monetary_score, 0) = score_segments.monetary_score
left join satisfaction
    on customers.customer_id = satisfaction.customer_id
left join loyalty
    on customers.customer_id = loyalty.customer_id
