-- One row per ordered pair of categories or products: who buys the first, buys the second how much oftener than others?
-- Support, confidence and lift as of Agrawal, Imielinski and Swami (1993) and Brin et al. (1997).
with items as (

    select * from {{ ref('int_affinity_items') }}

),

-- counted in one order and turned round afterwards: both orders have the same baskets
unordered_pairs as (

    select
        first_items.item_type,
        first_items.item as first_item,
        second_items.item as second_item,
        sum(case when first_items.basket_type = 'order' then 1 else 0 end) as orders_with_both,
        sum(case when first_items.basket_type = 'customer' then 1 else 0 end) as customers_with_both
    from {{ ref('int_affinity_baskets') }} as first_items
    inner join {{ ref('int_affinity_baskets') }} as second_items
        on
            first_items.basket_type = second_items.basket_type
            and first_items.item_type = second_items.item_type
            and first_items.basket_id = second_items.basket_id
            and first_items.item < second_items.item
    group by 1, 2, 3

),

pairs as (

    select
        item_type,
        first_item as antecedent,
        second_item as consequent,
        orders_with_both,
        customers_with_both
    from unordered_pairs
    union all
    select
        item_type,
        second_item as antecedent,
        first_item as consequent,
        orders_with_both,
        customers_with_both
    from unordered_pairs

)

select
    pairs.item_type,
    pairs.antecedent,
    pairs.consequent,
    cast(pairs.orders_with_both as integer) as orders_with_both,
    {{ rate('pairs.orders_with_both', 'antecedents.all_orders') }} as order_support,
    {{ rate('pairs.orders_with_both', 'antecedents.orders') }} as order_confidence,
    {{ rate('pairs.orders_with_both', 'antecedents.orders') }}
    / ({{ rate('consequents.orders', 'consequents.all_orders') }}) as order_lift,
    cast(pairs.customers_with_both as integer) as customers_with_both,
    {{ rate('pairs.customers_with_both', 'antecedents.all_customers') }} as customer_support,
    {{ rate('pairs.customers_with_both', 'antecedents.customers') }} as customer_confidence,
    -- what guests alone have bought has no customers
    {{ rate('pairs.customers_with_both', 'antecedents.customers') }}
    / nullif({{ rate('consequents.customers', 'consequents.all_customers') }}, 0) as customer_lift
from pairs
inner join items as antecedents
    on
        pairs.item_type = antecedents.item_type
        and pairs.antecedent = antecedents.item
inner join items as consequents
    on
        pairs.item_type = consequents.item_type
        and pairs.consequent = consequents.item
