-- An order whose lines name several customers is booked on the first by name: worth a look, not worth stopping for.
{{ config(severity='warn') }}

select
    order_id,
    count(distinct customer_id) as customers
from {{ ref('stg_purchase_behavior') }}
group by 1
having count(distinct customer_id) > 1
