-- Accounting: the paths to purchase, and no path, hold all orders and all revenue.
with order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}
    where is_counted

),

all_orders as (

    select
        count(distinct case when is_purchase then order_id end) as orders,
        coalesce(sum(net_amount), 0) as net_revenue
    from order_lines

),

all_paths as (

    select
        coalesce(sum(orders), 0) as orders,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('purchase_paths') }}

)

select
    all_orders.*,
    all_paths.orders as orders_of_paths,
    all_paths.net_revenue as net_revenue_of_paths
from all_orders
cross join all_paths
where
    all_orders.orders <> all_paths.orders
    or all_orders.net_revenue <> all_paths.net_revenue
