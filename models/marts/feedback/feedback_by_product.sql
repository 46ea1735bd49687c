-- One row per month and product with feedback: the mood about each product.
with feedback as (

    select * from {{ ref('customer_feedback') }}

),

products as (

    select * from {{ ref('product_performance') }}

),

product_totals as (

    select
        feedback.feedback_month,
        coalesce(feedback.product_id, '(none)') as product_id,
        {{ feedback_totals() }}
    from feedback
    group by 1, 2

)

select
    totals.feedback_month,
    totals.product_id,
    products.product_name,
    products.category as product_category,
    {{ feedback_measures() }}
from product_totals as totals
left join products
    on totals.product_id = products.product_id
