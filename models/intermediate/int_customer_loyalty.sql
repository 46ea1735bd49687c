-- One row per customer with a points account: since when, and what is on it.
with entries as (

    select * from {{ ref('stg_loyalty_program') }}

)

select
    customer_id,
    min(entry_date) as loyalty_since_date,
    sum(points_change) as points_balance
from entries
group by 1
