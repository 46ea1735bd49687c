-- One row per pair of products that are in most orders together: how many, and how many there would be by chance.
{% set most_pairs = 30 %}

with pairs as (

    select * from {{ ref('purchase_affinity') }}
    where item_type = 'product' and orders_with_both > 0

),

products as (

    select
        product_id,
        orders,
        coalesce(product_name, product_id) as product_name
    from {{ ref('product_performance') }}

),

-- each pair is there in both directions: the one that says more is shown
numbered_pairs as (

    select
        *,
        row_number() over (
            partition by least(antecedent, consequent), greatest(antecedent, consequent)
            order by order_confidence desc, antecedent asc
        ) as direction
    from pairs

),

ranked_pairs as (

    select
        *,
        row_number() over (
            order by orders_with_both desc, antecedent asc, consequent asc
        ) as place
    from numbered_pairs
    where direction = 1

)

select
    ranked_pairs.antecedent as product_id,
    ranked_pairs.consequent as other_product_id,
    bought.product_name as product,
    offered.product_name as bought_with,
    ranked_pairs.orders_with_both,
    bought.orders as product_orders,
    cast(ranked_pairs.orders_with_both / ranked_pairs.order_lift as numeric(18, 4))
        as orders_by_chance
from ranked_pairs
inner join products as bought
    on ranked_pairs.antecedent = bought.product_id
inner join products as offered
    on ranked_pairs.consequent = offered.product_id
where ranked_pairs.place <= {{ most_pairs }}
