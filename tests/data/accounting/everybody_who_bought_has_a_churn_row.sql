-- Accounting: customers with a purchase and customers in customer_churn are the same.
with buyers as (

    select customer_id
    from {{ ref('customers') }}
    where has_purchased

),

churn as (

    select customer_id from {{ ref('customer_churn') }}

)

select
    buyers.customer_id as buyer,
    churn.customer_id as in_churn
from buyers
full outer join churn
    on buyers.customer_id = churn.customer_id
where buyers.customer_id is null or churn.customer_id is null
