-- Accounting: units and money of all products, and of all categories, are those of the order lines.
with expected as (

    select
        coalesce(sum(quantity), 0) as units,
        coalesce(sum(gross_amount), 0) as gross_revenue,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(refund_amount), 0) as refund_amount,
        coalesce(sum(net_amount), 0) as net_revenue
    from {{ ref('stg_purchase_behavior') }}
    where is_counted

),

new_customers as (

    select count(distinct customer_id) as customers
    from {{ ref('stg_purchase_behavior') }}
    where is_purchase

),

products as (

    select
        coalesce(sum(units), 0) as units,
        coalesce(sum(gross_revenue), 0) as gross_revenue,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(refund_amount), 0) as refund_amount,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('product_performance') }}

),

categories as (

    select
        coalesce(sum(units), 0) as units,
        coalesce(sum(gross_revenue), 0) as gross_revenue,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(refund_amount), 0) as refund_amount,
        coalesce(sum(net_revenue), 0) as net_revenue,
        coalesce(sum(new_customers), 0) as new_customers
    from {{ ref('category_performance') }}

)

select
    expected.net_revenue,
    products.net_revenue as net_revenue_of_products,
    categories.net_revenue as net_revenue_of_categories
from expected
cross join products
cross join categories
cross join new_customers
where
    (
        expected.units,
        expected.gross_revenue,
        expected.discount_amount,
        expected.refund_amount,
        expected.net_revenue
    ) <> (
        products.units,
        products.gross_revenue,
        products.discount_amount,
        products.refund_amount,
        products.net_revenue
    )
    or (
        expected.units,
        expected.gross_revenue,
        expected.discount_amount,
        expected.refund_amount,
        expected.net_revenue
    ) <> (
        categories.units,
        categories.gross_revenue,
        categories.discount_amount,
        categories.refund_amount,
        categories.net_revenue
    )
    -- a first purchase of two categories is in both
    or categories.new_customers < new_customers.customers
