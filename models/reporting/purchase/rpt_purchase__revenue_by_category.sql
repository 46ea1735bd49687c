-- One row per month, segment, category and product, the largest by name: net revenue and units.
with sales as (

    select * from {{ ref('product_sales_by_segment') }}

),

products as (

    select
        product_id,
        net_revenue,
        coalesce(category, 'unknown') as category,
        coalesce(product_name, product_id) as product
    from {{ ref('product_performance') }}

),

categories as (

    {{ largest_labels('products', 'category', 'net_revenue', most=8) }}

),

categorised_products as (

    select
        products.*,
        categories.shown_category
    from products
    inner join categories
        on products.category = categories.category

),

product_names as (

    {{ largest_labels(
        'categorised_products', 'product', 'net_revenue', most=6, within='shown_category'
    ) }}

),

totals as (

    select
        {{ period_month('sales.sales_month') }},
        sales.segment,
        categorised_products.shown_category as category,
        product_names.shown_product as product,
        sum(sales.units) as units,
        sum(sales.net_revenue) as net_revenue
    from sales
    inner join categorised_products
        on sales.product_id = categorised_products.product_id
    inner join product_names
        on
            categorised_products.shown_category = product_names.shown_category
            and categorised_products.product = product_names.product
    group by 1, 2, 3, 4

)

select
    period_month,
    segment,
    category,
    product,
    cast(units as numeric(18, 4)) as units,
    cast(net_revenue as numeric(14, 2)) as net_revenue
from totals
where units <> 0 or net_revenue <> 0
