-- Accounting: customers with any ticket and without one are all who had bought by the held-out date, and so are those churned.
with history_total as (

    select
        count(*) as customers,
        coalesce(sum(case when next_purchases = 0 then 1 else 0 end), 0) as churned
    from {{ ref('int_purchase_history') }}
    where snapshot = 'holdout'

),

compared as (

    select
        customers + customers_without as customers,
        churned_customers + churned_without as churned
    from {{ ref('support_effect_on_churn') }}
    where ticket_group = 'any ticket'

)

select
    history_total.customers,
    compared.customers as customers_of_mart
from history_total
cross join compared
where
    history_total.customers <> compared.customers
    or history_total.churned <> compared.churned
