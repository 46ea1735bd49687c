-- Accounting: spend, customers and their revenue by channel and campaign are those of staging and of all customers.
with spend_total as (

    select coalesce(sum(spend), 0) as spend
    from {{ ref('stg_acquisition_costs') }}

),

customer_total as (

    select
        count(*) as customers,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('customers') }}
    where acquired_date is not null

),

acquisition_total as (

    select
        coalesce(sum(spend), 0) as spend,
        coalesce(sum(new_customers), 0) as customers,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('acquisition_performance') }}

),

payback_total as (

    select coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('acquisition_payback') }}

)

select
    spend_total.spend,
    acquisition_total.spend as spend_of_acquisition,
    customer_total.customers,
    acquisition_total.customers as customers_of_acquisition,
    customer_total.net_revenue,
    acquisition_total.net_revenue as net_revenue_of_acquisition,
    payback_total.net_revenue as net_revenue_of_payback
from spend_total
cross join customer_total
cross join acquisition_total
cross join payback_total
where
    spend_total.spend <> acquisition_total.spend
    or customer_total.customers <> acquisition_total.customers
    or customer_total.net_revenue <> acquisition_total.net_revenue
    or customer_total.net_revenue <> payback_total.net_revenue
