-- Accounting: orders, units and money by day, by month, by order and by channel and payment method are those of the lines.
with order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}
    where is_counted

),

expected as (

    select
        count(distinct case when is_purchase then order_id end) as orders,
        coalesce(sum(quantity), 0) as units,
        coalesce(sum(gross_amount), 0) as gross_revenue,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(refund_amount), 0) as refund_amount,
        coalesce(sum(net_amount), 0) as net_revenue
    from order_lines

),

found as (

    select
        'daily_sales' as mart,
        coalesce(sum(orders), 0) as orders,
        coalesce(sum(units), 0) as units,
        coalesce(sum(gross_revenue), 0) as gross_revenue,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(refund_amount), 0) as refund_amount,
        coalesce(sum(new_net_revenue + repeat_net_revenue + guest_net_revenue), 0) as net_revenue
    from {{ ref('daily_sales') }}
    union all
    select
        'monthly_sales' as mart,
        coalesce(sum(new_orders + repeat_orders + guest_orders), 0) as orders,
        coalesce(sum(units), 0) as units,
        coalesce(sum(gross_revenue), 0) as gross_revenue,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(refund_amount), 0) as refund_amount,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('monthly_sales') }}
    union all
    select
        'order_revenue_days' as mart,
        null as orders,
        coalesce(sum(units), 0) as units,
        coalesce(sum(gross_revenue), 0) as gross_revenue,
        coalesce(sum(discount_amount), 0) as discount_amount,
        coalesce(sum(refund_amount), 0) as refund_amount,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('order_revenue_days') }}
    union all
    select
        dimensions.dimension as mart,
        coalesce(sum(sales_mix.orders), 0) as orders,
        null as units,
        null as gross_revenue,
        null as discount_amount,
        coalesce(sum(sales_mix.refund_amount), 0) as refund_amount,
        coalesce(sum(sales_mix.net_revenue), 0) as net_revenue
    from (values ('sales channel'), ('payment method')) as dimensions (dimension)
    left join {{ ref('sales_mix') }} as sales_mix
        on dimensions.dimension = sales_mix.dimension
    group by 1

)

select
    found.*,
    expected.net_revenue as net_revenue_of_lines
from found
cross join expected
where
    found.orders <> expected.orders
    or found.units <> expected.units
    or found.gross_revenue <> expected.gross_revenue
    or found.discount_amount <> expected.discount_amount
    or found.refund_amount <> expected.refund_amount
    or found.net_revenue <> expected.net_revenue
