-- One row per customer with at least one order: how many, how much, when. What RFM, segments and value are built from.
with orders as (

    select
        *,
        extract(quarter from order_date) as quarter_of_year
    from {{ ref('orders') }}
    where customer_id is not null

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

customer_totals as (

    select
        customer_id,
        min(case when is_purchase then order_date end) as first_order_date,
        max(case when is_purchase then order_date end) as last_order_date,
        sum(case when is_purchase then 1 else 0 end) as orders,
        sum(case when is_purchase and is_discounted then 1 else 0 end) as discounted_orders,
        greatest(
            {% for quarter in [1, 2, 3, 4] -%}
            sum(
                case when is_purchase and quarter_of_year = {{ quarter }} then 1 else 0 end
            ){{ ',' if not loop.last }}
            {% endfor -%}
        ) as top_quarter_orders,
        sum(case when is_counted then 0 else 1 end) as cancelled_orders,
        sum(units) as units,
        sum(gross_amount) as gross_revenue,
        sum(discount_amount) as discount_amount,
        sum(refund_amount) as refund_amount,
        sum(net_amount) as net_revenue,
        sum(cancelled_amount) as cancelled_amount
    from orders
    group by 1

)

select
    customer_totals.customer_id,
    customer_totals.first_order_date,
    customer_totals.last_order_date,
    as_of.as_of_date - customer_totals.last_order_date as recency_days,
    as_of.as_of_date - customer_totals.first_order_date as age_days,
    cast(customer_totals.orders as integer) as orders,
    cast(customer_totals.discounted_orders as integer) as discounted_orders,
    cast(customer_totals.top_quarter_orders as integer) as top_quarter_orders,
    cast(customer_totals.cancelled_orders as integer) as cancelled_orders,
    cast(customer_totals.units as numeric(18, 4)) as units,
    cast(customer_totals.gross_revenue as numeric(14, 2)) as gross_revenue,
    cast(customer_totals.discount_amount as numeric(14, 2)) as discount_amount,
    cast(customer_totals.refund_amount as numeric(14, 2)) as refund_amount,
    cast(customer_totals.net_revenue as numeric(14, 2)) as net_revenue,
    cast(customer_totals.cancelled_amount as numeric(14, 2)) as cancelled_amount,
    {{ money_per('customer_totals.net_revenue', 'customer_totals.orders') }} as average_order_amount
from customer_totals
cross join as_of
