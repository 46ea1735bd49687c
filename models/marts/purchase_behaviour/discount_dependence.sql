-- One row per degree of dependence on discounts, of one-time and of repeat buyers.
with statistics as (

    select * from {{ ref('customer_purchase_statistics') }}
    where orders > 0

),

customers as (

    select
        *,
        orders > 1 as is_repeat_customer,
        case
            when discounted_orders = 0 then 'never'
            when discounted_orders = orders then 'always'
            when 2 * discounted_orders >= orders then 'half or more'
            else 'less than half'
        end as discount_dependence
    from statistics

),

totals as (

    select
        discount_dependence,
        is_repeat_customer,
        count(*) as customers,
        sum(orders) as orders,
        sum(discounted_orders) as discounted_orders,
        sum(gross_revenue) as gross_revenue,
        sum(discount_amount) as discount_amount,
        sum(net_revenue) as net_revenue
    from customers
    group by 1, 2

)

select
    discount_dependence,
    cast(customers as integer) as customers,
    {{ rate('customers', 'sum(customers) over ()') }} as customer_rate,
    cast(orders as integer) as orders,
    cast(discounted_orders as integer) as discounted_orders,
    {{ rate('discounted_orders', 'orders') }} as discounted_order_rate,
    cast(gross_revenue as numeric(14, 2)) as gross_revenue,
    cast(discount_amount as numeric(14, 2)) as discount_amount,
    {{ rate('discount_amount', 'gross_revenue') }} as discount_rate,
    cast(net_revenue as numeric(14, 2)) as net_revenue,
    {{ money_per('net_revenue', 'customers') }} as net_revenue_per_customer,
    {{ money_per('net_revenue', 'orders') }} as average_order_amount,
    is_repeat_customer
from totals
