-- One row per channel, campaign, month of acquisition and month since: what its customers have brought in by then.
with customers as (

    {{ acquired_customers() }}

),

spend as (

    select * from {{ ref('int_acquisition_spend') }}

),

cohorts as (

    select
        customers.channel,
        customers.campaign,
        customers.acquisition_month,
        count(*) as customers
    from customers
    group by 1, 2, 3

),

cohort_months as (

    select
        cohorts.*,
        months.months_since
    from cohorts
    cross join {{ ref('stg_as_of_date') }} as as_of
    cross join lateral {{ each_month_since(
        dbt.datediff('cohorts.acquisition_month', 'as_of.as_of_date', 'month')
    ) }} as months (months_since)

),

-- by calendar month first: the months since are counted once for each of these rows, and not for each order
revenue_by_month as (

    select
        customers.channel,
        customers.campaign,
        customers.acquisition_month,
        orders.order_month,
        sum(orders.net_amount) as net_revenue
    from customers
    inner join {{ ref('orders') }} as orders
        on customers.customer_id = orders.customer_id
    where orders.is_counted
    group by 1, 2, 3, 4

),

revenue as (

    select
        channel,
        campaign,
        acquisition_month,
        -- what was bought before signing up belongs to the first month
        greatest(
            0, {{ dbt.datediff('acquisition_month', 'order_month', 'month') }}
        ) as months_since,
        sum(net_revenue) as net_revenue
    from revenue_by_month
    group by 1, 2, 3, 4

),

cumulated as (

    select
        cohort_months.channel,
        cohort_months.campaign,
        cohort_months.acquisition_month,
        cohort_months.months_since,
        cohort_months.customers,
        coalesce(revenue.net_revenue, 0) as net_revenue,
        sum(coalesce(revenue.net_revenue, 0)) over (
            partition by
                cohort_months.channel, cohort_months.campaign, cohort_months.acquisition_month
            order by cohort_months.months_since
        ) as cumulative_net_revenue
    from cohort_months
    left join revenue
        on
            cohort_months.channel = revenue.channel
            and cohort_months.campaign = revenue.campaign
            and cohort_months.acquisition_month = revenue.acquisition_month
            and cohort_months.months_since = revenue.months_since

)

select
    cumulated.channel,
    cumulated.campaign,
    cumulated.acquisition_month,
    cumulated.months_since,
    cast(cumulated.customers as integer) as customers,
    cast(cumulated.net_revenue as numeric(14, 2)) as net_revenue,
    cast(cumulated.cumulative_net_revenue as numeric(14, 2)) as cumulative_net_revenue,
    {{ money_per('cumulated.cumulative_net_revenue', 'cumulated.customers') }}
        as cumulative_net_revenue_per_customer,
    cast(coalesce(spend.spend, 0) as numeric(14, 2)) as spend,
    {{ rate('cumulated.cumulative_net_revenue', 'spend.spend') }} as paid_back_rate
from cumulated
left join spend
    on
        cumulated.channel = spend.channel
        and cumulated.campaign = spend.campaign
        and cumulated.acquisition_month = spend.spend_month
