-- Accounting: the customers' revenue and the guests' together are staging's, and the dashboard says the same.
with line_total as (

    select
        coalesce(sum(gross_amount), 0) as gross_revenue,
        coalesce(sum(net_amount), 0) as net_revenue
    from {{ ref('stg_purchase_behavior') }}
    where is_counted

),

customer_total as (

    select
        coalesce(sum(gross_revenue), 0) as gross_revenue,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('customers') }}

),

guest_total as (

    select
        coalesce(sum(gross_amount), 0) as gross_revenue,
        coalesce(sum(net_amount), 0) as net_revenue
    from {{ ref('orders') }}
    where is_guest

)

select
    line_total.net_revenue,
    customer_total.net_revenue as customer_net_revenue,
    guest_total.net_revenue as guest_net_revenue,
    dashboard.net_revenue as dashboard_net_revenue
from line_total
cross join customer_total
cross join guest_total
cross join {{ ref('customer_dashboard_summary') }} as dashboard
where
    line_total.net_revenue <> customer_total.net_revenue + guest_total.net_revenue
    or line_total.gross_revenue <> customer_total.gross_revenue + guest_total.gross_revenue
    or line_total.net_revenue <> dashboard.net_revenue
    or line_total.gross_revenue <> dashboard.gross_revenue
