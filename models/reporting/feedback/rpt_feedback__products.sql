-- One row per month, segment, product category and product: how much of the feedback sounds negative.
with customer_feedback as (

    select * from {{ ref('customer_feedback') }}
    where sentiment is not null

),

products as (

    select
        product_id,
        coalesce(product_name, product_id) as product_name,
        coalesce(category, '(none)') as product_category
    from {{ ref('product_performance') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

feedback as (

    select
        {{ period_month('customer_feedback.feedback_month') }},
        coalesce(customer_groups.segment, '(no customer)') as segment,
        products.product_category,
        products.product_name,
        sum(case when customer_feedback.sentiment = 'negative' then 1 else 0 end)
            as negative_feedback,
        count(*) as scored_feedback
    from customer_feedback
    inner join products
        on customer_feedback.product_id = products.product_id
    left join customer_groups
        on customer_feedback.customer_id = customer_groups.customer_id
    group by 1, 2, 3, 4

),

categories as (

    {{ largest_labels('feedback', 'product_category', 'scored_feedback', most=8) }}

),

categorised_feedback as (

    select
        feedback.*,
        categories.shown_product_category
    from feedback
    inner join categories
        on feedback.product_category = categories.product_category

),

product_names as (

    {{ largest_labels(
        'categorised_feedback', 'product_name', 'scored_feedback', within='shown_product_category'
    ) }}

)

select
    categorised_feedback.period_month,
    categorised_feedback.segment,
    categorised_feedback.shown_product_category as product_category,
    product_names.shown_product_name as product_name,
    cast(sum(categorised_feedback.negative_feedback) as integer) as negative_feedback,
    cast(sum(categorised_feedback.scored_feedback) as integer) as scored_feedback
from categorised_feedback
inner join product_names
    on
        categorised_feedback.shown_product_category = product_names.shown_product_category
        and categorised_feedback.product_name = product_names.product_name
group by 1, 2, 3, 4
