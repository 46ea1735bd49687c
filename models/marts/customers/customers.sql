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

scored_statistics as (

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
    coalesce(customers.signup_date, statistics.first_order_date) as acquired_date,
    statistics.first_order_date,
    statistics.last_order_date,
    loyalty.loyalty_since_date,
    statistics.recency_days,
    {{ age_in_years('customers.birth_date', 'as_of.as_of_date') }} as age_years,
    coalesce(statistics.orders, 0) as orders,
    coalesce(statistics.cancelled_orders, 0) as cancelled_orders,
    cast(coalesce(statistics.gross_revenue, 0) as numeric(14, 2)) as gross_revenue,
    cast(coalesce(statistics.discount_amount, 0) as numeric(14, 2)) as discount_amount,
    cast(coalesce(statistics.refund_amount, 0) as numeric(14, 2)) as refund_amount,
    cast(coalesce(statistics.net_revenue, 0) as numeric(14, 2)) as net_revenue,
    statistics.average_order_amount,
    {{ rate('satisfaction.satisfaction_total', 'satisfaction.satisfaction_answers') }}
        as satisfaction_score,
    statistics.recency_score,
    statistics.frequency_score,
    statistics.monetary_score,
    score_segments.segment as rfm_segment,
    coalesce(statistics.orders, 0) > 0 as has_purchased,
    coalesce(statistics.recency_days < {{ var('active_days') }}, false) as is_active,
    loyalty.customer_id is not null as is_loyalty_member
from customers
cross join as_of
left join scored_statistics as statistics
    on customers.customer_id = statistics.customer_id
left join score_segments
    on coalesce(statistics.recency_score, 0) = score_segments.recency_score
        and coalesce(statistics.frequency_score, 0) = score_segments.frequency_score
        and coalesce(statistics.monetary_score, 0) = score_segments.monetary_score
left join satisfaction
    on customers.customer_id = satisfaction.customer_id
left join loyalty
    on customers.customer_id = loyalty.customer_id
