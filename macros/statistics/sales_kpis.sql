{#- What trends show of sales, joined as `sales` (daily_sales or monthly_sales): 0 where nothing was sold yet. -#}
{% macro sales_kpis() -%}
    coalesce(sales.customers, 0) as buyers,
    coalesce(sales.new_orders, 0) as new_buyers,
    {{ rate('sales.customers - sales.new_orders', 'sales.customers') }} as returning_customer_rate,
    coalesce(sales.orders, 0) as orders,
    cast(coalesce(sales.units, 0) as numeric(18, 4)) as units,
    cast(coalesce(sales.gross_revenue, 0) as numeric(14, 2)) as gross_revenue,
    cast(coalesce(sales.refund_amount, 0) as numeric(14, 2)) as refund_amount,
    cast(coalesce(sales.net_revenue, 0) as numeric(14, 2)) as net_revenue,
    sales.average_order_amount
{%- endmacro %}
