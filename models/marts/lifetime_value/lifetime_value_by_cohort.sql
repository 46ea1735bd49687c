-- One row per month in which customers bought for the first time: what they have been and will be worth.
with lifetime_values as (

    select * from {{ ref('customer_lifetime_value') }}
    where acquisition_month is not null

),

cohorts as (

    select
        acquisition_month,
        count(*) as customers,
        sum(orders) as orders,
        sum(gross_revenue) as gross_revenue,
        sum(net_revenue) as net_revenue,
        sum(greatest(1, age_days / {{ var('days_per_month') }})) as life_months,
        {{ exact_sum('probability_alive') }} as expected_customers_alive,
        {{ exact_sum('expected_revenue') }} as expected_revenue,
        {{ exact_sum('predicted_lifetime_value') }} as predicted_lifetime_value
    from lifetime_values
    group by 1

)

select
    acquisition_month,
    cast(customers as integer) as customers,
    cast(orders as integer) as orders,
    cast(gross_revenue as numeric(14, 2)) as gross_revenue,
    cast(net_revenue as numeric(14, 2)) as net_revenue,
    {{ money_per('gross_revenue', 'customers') }} as gross_revenue_per_customer,
    {{ money_per('net_revenue', 'customers') }} as net_revenue_per_customer,
    {{ money_per('net_revenue', 'orders') }} as net_revenue_per_order,
    {{ money_per('net_revenue', 'life_months') }} as net_revenue_per_customer_month,
    expected_customers_alive,
    expected_revenue,
    predicted_lifetime_value,
    predicted_lifetime_value / customers as predicted_lifetime_value_per_customer
from cohorts
