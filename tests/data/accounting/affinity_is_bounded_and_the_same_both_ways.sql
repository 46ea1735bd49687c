-- Accounting: no more items are paired than the var affinity_items allows, and a pair is the same from either end.
with pairs as (

    select * from {{ ref('purchase_affinity') }}

),

too_many as (

    select
        item_type,
        count(distinct antecedent) as items
    from pairs
    group by 1
    having count(distinct antecedent) > {{ var('affinity_items') }}

),

one_sided as (

    select
        pairs.item_type,
        pairs.antecedent,
        pairs.consequent
    from pairs
    left join pairs as reversed_pairs
        on
            pairs.item_type = reversed_pairs.item_type
            and pairs.antecedent = reversed_pairs.consequent
            and pairs.consequent = reversed_pairs.antecedent
    where
        reversed_pairs.antecedent is null
        or pairs.orders_with_both <> reversed_pairs.orders_with_both
        or pairs.customers_with_both <> reversed_pairs.customers_with_both
        or abs(pairs.order_lift - reversed_pairs.order_lift) > 0.000001

)

select
    item_type,
    cast(items as text) as antecedent,
    null as consequent
from too_many
union all
select
    item_type,
    antecedent,
    consequent
from one_sided
