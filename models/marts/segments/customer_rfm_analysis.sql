-- One row per customer: recency, frequency and money, each scored 1 to 5, and the segment that they make.
{{ config(materialized='view') }}

with customers as (

    select * from {{ ref('customers') }}

),

cuts as (

    select * from {{ ref('rfm_cuts') }}

),

score_segments as (

    select * from {{ ref('int_rfm_score_segments') }}

),

measured_customers as (

    select
        customer_id,
        last_order_date,
        recency_days,
        orders as frequency,
        net_revenue as monetary
    from customers

),

scored_customers as (

    select
        measured_customers.*,
        {{ rfm_scores('recency_days', 'frequency', 'monetary') }}
    from measured_customers
    cross join cuts

)

select
    scored_customers.customer_id,
    scored_customers.last_order_date,
    scored_customers.recency_days,
    scored_customers.frequency,
    cast(scored_customers.monetary as numeric(14, 2)) as monetary,
    scored_customers.recency_score,
    scored_customers.frequency_score,
    scored_customers.monetary_score,
    {{ dbt.concat([
        'cast(scored_customers.recency_score as ' ~ dbt.type_string() ~ ')',
        'cast(scored_customers.frequency_score as ' ~ dbt.type_string() ~ ')',
        'cast(scored_customers.monetary_score as ' ~ dbt.type_string() ~ ')',
    ]) }} as rfm_score,
    score_segments.segment as rfm_segment
from scored_customers
left join score_segments
    on coalesce(scored_customers.recency_score, 0) = score_segments.recency_score
        and coalesce(scored_customers.frequency_score, 0) = score_segments.frequency_score
        and coalesce(scored_customers.monetary_score, 0) = score_segments.monetary_score
