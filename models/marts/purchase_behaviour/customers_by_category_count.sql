-- One row per number of categories that customers have bought from: how many they are and what they are worth.
with customer_categories as (

    select
        customer_id,
        sum(case when item = 'unknown' then 0 else 1 end) as categories
    from {{ ref('int_customer_items') }}
    where item_type = 'category'
    group by 1

),

statistics as (

    select * from {{ ref('customer_purchase_statistics') }}

),

totals as (

    select
        customer_categories.categories,
        count(*) as customers,
        sum(case when statistics.orders > 1 then 1 else 0 end) as repeat_customers,
        sum(statistics.orders) as orders,
        sum(statistics.net_revenue) as net_revenue
    from customer_categories
    inner join statistics
        on customer_categories.customer_id = statistics.customer_id
    group by 1

)

select
    cast(categories as integer) as categories,
    cast(customers as integer) as customers,
    {{ rate('customers', 'sum(customers) over ()') }} as customer_rate,
    cast(repeat_customers as integer) as repeat_customers,
    {{ rate('repeat_customers', 'customers') }} as repeat_customer_rate,
    cast(orders as integer) as orders,
    {{ rate('orders', 'customers') }} as orders_per_customer,
    cast(net_revenue as numeric(14, 2)) as net_revenue,
    {{ rate('net_revenue', 'sum(net_revenue) over ()') }} as net_revenue_rate,
    {{ money_per('net_revenue', 'customers') }} as net_revenue_per_customer,
    categories > 1 as is_multi_category
from totals
