-- Accounting: customers and revenue by number of categories, and by dependence on discounts, are those of all who have bought.
with buyers as (

    select
        customer_id,
        sum(net_amount) as net_revenue
    from {{ ref('stg_purchase_behavior') }}
    where is_counted and customer_id is not null
    group by 1
    having max(case when is_purchase then 1 else 0 end) = 1

),

expected as (

    select
        count(*) as customers,
        coalesce(sum(net_revenue), 0) as net_revenue
    from buyers

),

found as (

    select
        'customers_by_category_count' as mart,
        coalesce(sum(customers), 0) as customers,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('customers_by_category_count') }}
    union all
    select
        'discount_dependence' as mart,
        coalesce(sum(customers), 0) as customers,
        coalesce(sum(net_revenue), 0) as net_revenue
    from {{ ref('discount_dependence') }}

)

select
    found.*,
    expected.customers as buyers,
    expected.net_revenue as net_revenue_of_buyers
from found
cross join expected
where
    found.customers <> expected.customers
    or found.net_revenue <> expected.net_revenue
