-- One row: the quintile cuts between the RFM scores, taken over all customers who have bought.
{{ config(materialized='table_in_place') }}

with buyers as (

    select * from {{ ref('customer_purchase_statistics') }}
    where orders > 0

)

select
    count(*) as customers,
    {% for metric, column in [('recency', 'recency_days'), ('frequency', 'orders'), ('monetary', 'net_revenue')] %}
    {% for share in [20, 40, 60, 80] %}
    {{ quantile(column, share / 100) }} as {{ metric }}_cut_{{ share }}{% if not (loop.last and metric == 'monetary') %},{% endif %}
    {% endfor %}
    {% endfor %}
from buyers
