-- One row per month, segment, category and product, the largest by name: net revenue and units.
{% set most_categories = 8 %}
{% set most_products = 4 %}

with sales as (

    select * from {{ ref('product_sales_by_segment') }}

),

products as (

    select
        product_id,
        net_revenue,
        coalesce(category, 'unknown') as category,
        coalesce(product_name, product_id) as product_name
    from {{ ref('product_performance') }}

),

categories as (

    select
        category,
        row_number() over (order by sum(net_revenue) desc, category asc) as place
    from products
    group by 1

),

named_products as (

    select
        products.product_id,
        products.product_name,
        products.net_revenue,
        case
            when categories.place <= {{ most_categories }} then products.category else '(other)'
        end as category
    from products
    inner join categories
        on products.category = categories.category

),

ranked_products as (

    select
        *,
        row_number() over (
            partition by category order by net_revenue desc, product_id asc
        ) as place
    from named_products

),

totals as (

    select
        {{ period_month('sales.sales_month') }},
        sales.segment,
        ranked_products.category,
        case
            when ranked_products.place <= {{ most_products }} then ranked_products.product_name
            else '(other)'
        end as product,
        sum(sales.units) as units,
        sum(sales.net_revenue) as net_revenue
    from sales
    inner join ranked_products
        on sales.product_id = ranked_products.product_id
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
