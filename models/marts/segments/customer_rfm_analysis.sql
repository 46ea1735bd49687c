-- One row per customer: recency, frequency and money, each scored 1 to 5, and the segment that they make.
-- A view over one table, which is replaced in place: over several it would be half old and half new while a build runs.
{{ config(materialized='view') }}

with customers as (

    select * from {{ ref('customers') }}

)

select
    customer_id,
    last_order_date,
    recency_days,
    orders as frequency,
    net_revenue as monetary,
    recency_score,
    frequency_score,
    monetary_score,
    {{ dbt.concat([
        'cast(recency_score as ' ~ dbt.type_string() ~ ')',
        'cast(frequency_score as ' ~ dbt.type_string() ~ ')',
        'cast(monetary_score as ' ~ dbt.type_string() ~ ')',
    ]) }} as rfm_score,
    rfm_segment
from customers
