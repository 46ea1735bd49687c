-- Accounting: units and money of all products, and of all categories, are those of the order lines.
with line_totals as (

    select
        coalesce(sum(quantity), 0) as units,
        coalesce(sum(gross_amount), 0) as gross_revenue,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(refund_amount), 0) as refund_amount,
        coalesce(sum(net_amount), 0) as net_revenue
    from {{ ref('stg_purchase_behavior') }}
    where is_counted

),

{% for items in ['products', 'categories'] -%}
{{ items }} as (

    select
        coalesce(sum(units), 0) as units,
        coalesce(sum(gross_revenue), 0) as gross_revenue,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(refund_amount), 0) as refund_amount,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref({'products': 'product_performance', 'categories': 'category_performance'}[items]) }}

),

{% endfor -%}
buyers as (

    select count(distinct customer_id) as customers
    from {{ ref('stg_purchase_behavior') }}
    where is_purchase

),

new_customers as (

    select coalesce(sum(new_customers), 0) as new_customers
    from {{ ref('category_performance') }}

)

select
    line_totals.net_revenue,
    products.net_revenue as net_revenue_of_products,
    categories.net_revenue as net_revenue_of_categories
from line_totals
cross join products
cross join categories
cross join buyers
cross join new_customers
where
    line_totals <> products
    or line_totals <> categories
    -- a first purchase of two categories is in both
    or new_customers.new_customers < buyers.customers
