-- Accounting: revenue by customer and by cohort is staging's, guests left out.
with line_total as (

    select
        coalesce(sum(gross_amount), 0) as gross_revenue,
        coalesce(sum(net_amount), 0) as net_revenue
    from {{ ref('stg_purchase_behavior') }}
    where is_counted and customer_id is not null

),

customer_total as (

    select
        coalesce(sum(gross_revenue), 0) as gross_revenue,
        coalesce(sum(net_revenue), 0) as net_revenue,
        coalesce(sum(case when acquisition_month is not null then net_revenue end), 0)
            as net_revenue_of_buyers
    from {{ ref('customer_lifetime_value') }}

),

cohort_total as (

    select coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('lifetime_value_by_cohort') }}

)

select
    line_total.gross_revenue,
    customer_total.gross_revenue as gross_revenue_of_customers,
    line_total.net_revenue,
    customer_total.net_revenue as net_revenue_of_customers,
    customer_total.net_revenue_of_buyers,
    cohort_total.net_revenue as net_revenue_of_cohorts
from line_total
cross join customer_total
cross join cohort_total
where
    line_total.gross_revenue <> customer_total.gross_revenue
    or line_total.net_revenue <> customer_total.net_revenue
    or customer_total.net_revenue_of_buyers <> cohort_total.net_revenue
