-- Accounting: the cohorts of each type of period hold all who have bought, once, and all revenue that they brought in.
with order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}
    where is_counted and customer_id is not null

),

customer_totals as (

    select
        customer_id,
        sum(net_amount) as net_revenue
    from order_lines
    group by 1
    having max(case when is_purchase then 1 else 0 end) = 1

),

buyers as (

    select
        count(*) as customers,
        coalesce(sum(net_revenue), 0) as net_revenue
    from customer_totals

),

cohorts as (

    select
        period_types.period_type,
        coalesce(sum(case when cohorts.periods_since = 0 then cohorts.customers end), 0)
            as customers,
        coalesce(sum(case when cohorts.periods_since = 0 then cohorts.retained_customers end), 0)
            as first_buyers,
        coalesce(sum(cohorts.net_revenue), 0) as net_revenue
    from (values ('month'), ('week')) as period_types (period_type)
    left join {{ ref('cohort_retention') }} as cohorts
        on period_types.period_type = cohorts.period_type
    group by 1

)

select
    cohorts.*,
    buyers.customers as buyers,
    buyers.net_revenue as buyers_net_revenue
from cohorts
cross join buyers
where
    cohorts.customers <> buyers.customers
    or cohorts.first_buyers <> buyers.customers
    or cohorts.net_revenue <> buyers.net_revenue
