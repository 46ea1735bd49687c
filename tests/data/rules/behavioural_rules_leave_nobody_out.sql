-- Numbers of purchases for which no rule fits that looks at nothing else: who has them might get no segment.
with rules as (

    select * from {{ ref('behavioural_segments') }}

),

rules_on_orders_alone as (

    select * from rules
    where
        min_orders_per_year is null
        and min_discounted_order_rate is null
        and min_top_brand_rate is null
        and min_top_quarter_rate is null
        and min_sessions is null
        and min_sessions_per_order is null

),

order_counts as (

    select 0 as orders
    union
    -- the first number below and above each limit
    select min_orders - 1 from rules
    where min_orders > 0
    union
    select max_orders + 1 from rules
    where max_orders is not null
    union
    select min_orders from rules
    where min_orders is not null
    union
    select max(coalesce(max_orders, min_orders, 0)) + 1 from rules

)

select order_counts.orders
from order_counts
left join rules_on_orders_alone as rules
    on {{ rule_holds('order_counts.orders', 'rules.min_orders', 'rules.max_orders') }}
where rules.segment is null
