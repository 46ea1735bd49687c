-- One row per ordered pair of categories or products: who buys the first, buys the second how much oftener than others?
-- Support, confidence and lift as of Agrawal, Imielinski and Swami (1993) and Brin et al. (1997).
with baskets as (

    select * from {{ ref('int_affinity_baskets') }}

),

items as (

    select * from {{ ref('int_affinity_items') }}

),

pairs as (

    select
        antecedents.item_type,
        antecedents.item as antecedent,
        consequents.item as consequent,
        sum(case when antecedents.basket_type = 'order' then 1 else 0 end) as orders_with_both,
        sum(case when antecedents.basket_type = 'customer' then 1 else 0 end) as customers_with_both
    from baskets as antecedents
    inner join baskets as consequents
        on
            antecedents.basket_type = consequents.basket_type
            and antecedents.item_type = consequents.item_type
            and antecedents.basket_id = consequents.basket_id
            and antecedents.item <> consequents.item
    group by 1, 2, 3

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
