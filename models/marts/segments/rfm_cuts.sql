-- One row: the quintile cuts between the RFM scores, taken over all customers who have bought.
with buyers as (

    select * from {{ ref('customer_purchase_statistics') }}
    where orders > 0

),

cuts as (

    select
        {{ rfm_cut_arrays() }}
    from buyers

)

select
    customers,
    {{ rfm_cut_columns() }}
from cuts
