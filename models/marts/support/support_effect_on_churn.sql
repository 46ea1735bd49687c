-- One row per group of customers by their tickets: do they churn more than customers without a ticket?
with prediction_dates as (

    select * from {{ ref('int_prediction_dates') }}
    where snapshot = 'holdout'

),

cells as (

    select
        *,
        cast(customers as {{ dbt.type_float() }}) as n1,
        cast(churned_customers as {{ dbt.type_float() }}) as y1,
        cast(customers_without as {{ dbt.type_float() }}) as n0,
        cast(churned_without as {{ dbt.type_float() }}) as y0
    from {{ ref('int_support_churn_cells') }}
    where customers + customers_without > 0

),

ticket_groups as (

    select ticket_group
    from (
        values
        ('any ticket'), ('one ticket'), ('two or more tickets'), ('all resolved'), ('some open')
    ) as listed (ticket_group)

),

-- Mantel and Haenszel's difference of risks; P and Q of its variance in Sato (1989), Biometrics 45, 1323
group_sums as (

    select
        ticket_group,
        sum(customers) as customers,
        sum(churned_customers) as churned_customers,
        sum(customers_without) as customers_without,
        sum(churned_without) as churned_without,
        sum(case when customers_without > 0 then customers else 0 end) as compared_customers,
        sum(n1 * n0 / (n1 + n0)) as weight,
        sum((y1 * n0 - y0 * n1) / (n1 + n0)) as weighted_difference,
        sum(
            (n1 * n1 * y0 - n0 * n0 * y1 + n1 * n0 * (n0 - n1) / 2) / power(n1 + n0, 2)
        ) as sato_p,
        sum((y1 * (n0 - y0) + y0 * (n1 - y1)) / (2 * (n1 + n0))) as sato_q
    from cells
    group by 1

),

compared as (

    select
        ticket_groups.ticket_group,
        prediction_dates.snapshot_date,
        prediction_dates.horizon_days,
        coalesce(group_sums.customers, 0) as customers,
        coalesce(group_sums.churned_customers, 0) as churned_customers,
        coalesce(group_sums.customers_without, 0) as customers_without,
        coalesce(group_sums.churned_without, 0) as churned_without,
        coalesce(group_sums.compared_customers, 0) as compared_customers,
        group_sums.weight,
        group_sums.sato_p,
        group_sums.sato_q,
        group_sums.weighted_difference / nullif(group_sums.weight, 0) as adjusted_difference,
        coalesce(
            group_sums.compared_customers >= {{ var('minimum_compared_customers') }}
            and group_sums.customers_without >= {{ var('minimum_compared_customers') }},
            false
        ) as is_compared
    from ticket_groups
    left join prediction_dates
        on true
    left join group_sums
        on ticket_groups.ticket_group = group_sums.ticket_group

),

rates as (

    select
        *,
        {{ rate('churned_customers', 'customers') }} as churn_rate,
        {{ rate('churned_without', 'customers_without') }} as churn_rate_without,
        sqrt(
            power({{ rate_standard_error('churned_customers', 'customers') }}, 2)
            + power({{ rate_standard_error('churned_without', 'customers_without') }}, 2)
        ) as standard_error,
        -- rounding can leave a variance of nothing a little below 0
        sqrt(greatest(0, adjusted_difference * sato_p + sato_q)) / nullif(weight, 0)
            as adjusted_standard_error
    from compared

)

select
    ticket_group,
    snapshot_date,
    horizon_days,
    churn_rate,
    churn_rate_without,
    cast(customers as integer) as customers,
    cast(churned_customers as integer) as churned_customers,
    cast(customers_without as integer) as customers_without,
    cast(churned_without as integer) as churned_without,
    cast(compared_customers as integer) as compared_customers,
    case when is_compared then 'compared' else 'too few customers' end as status,
    case when is_compared then churn_rate - churn_rate_without end as churn_difference,
    case when is_compared then standard_error end as churn_difference_standard_error,
    case when is_compared then adjusted_difference end as adjusted_difference,
    case when is_compared then adjusted_standard_error end as adjusted_standard_error,
    case when is_compared then adjusted_difference - 1.96 * adjusted_standard_error end
        as adjusted_difference_low,
    case when is_compared then adjusted_difference + 1.96 * adjusted_standard_error end
        as adjusted_difference_high
from rates
