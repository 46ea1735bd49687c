-- One row per buyer: the brand that most of their money went to; where a line has no brand its category stands in.
with order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}
    where is_purchase and customer_id is not null

),

brand_totals as (

    select
        customer_id,
        coalesce(brand, category) as brand,
        sum(gross_amount - discount_amount) as brand_revenue
    from order_lines
    group by 1, 2

),

ranked_brands as (

    select
        customer_id,
        brand,
        brand_revenue,
        sum(brand_revenue) over (partition by customer_id) as customer_revenue,
        row_number() over (
            partition by customer_id
            order by case when brand is null then 1 else 0 end asc, brand_revenue desc, brand asc
        ) as place
    from brand_totals

)

select
    customer_id,
    brand as top_brand,
    case
        when brand is not null then {{ rate('brand_revenue', 'customer_revenue') }}
    end as top_brand_rate
from ranked_brands
where place = 1
