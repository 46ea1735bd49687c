-- One row per driver and group of customers: did they come back, and spend, more than the others in the horizon that followed?
with totals as (

    select * from {{ ref('int_retention_driver_totals') }}

),

prediction_dates as (

    select * from {{ ref('int_prediction_dates') }}
    where snapshot = 'holdout'

),

compared as (

    select
        totals.*,
        prediction_dates.snapshot_date,
        prediction_dates.horizon_days,
        least(totals.customers, totals.other_customers)
        >= {{ var('minimum_compared_customers') }} as is_compared
    from totals
    cross join prediction_dates

),

group_counts as (

    select
        driver,
        sum(case when is_compared then 1 else 0 end) as compared_groups
    from compared
    group by 1

),

-- of two groups, each is the other's others: one comparison, seen from both sides
widths as (

    select
        compared.*,
        {{ z_of_comparisons(
            'case when group_counts.compared_groups > 2 then group_counts.compared_groups else 1 end'
        ) }} as interval_z
    from compared
    inner join group_counts
        on compared.driver = group_counts.driver

),

estimates as (

    select
        *,
        {{ rate('retained', 'customers') }} as retention_rate,
        {{ rate('other_retained', 'other_customers') }} as other_retention_rate,
        {{ rate_difference_low(
            'retained', 'customers', 'other_retained', 'other_customers', 'interval_z'
        ) }} as retention_low,
        {{ rate_difference_high(
            'retained', 'customers', 'other_retained', 'other_customers', 'interval_z'
        ) }} as retention_high,
        {{ rate('spend', 'customers') }} as mean_spend,
        {{ rate('other_spend', 'other_customers') }} as other_mean_spend,
        sqrt(
            power({{ mean_standard_error_of_sums('customers', 'spend', 'squares') }}, 2)
            + power({{
                mean_standard_error_of_sums('other_customers', 'other_spend', 'other_squares')
            }}, 2)
        ) as spend_error,
        rank() over (
            partition by driver, is_compared and customer_group <> '(none)'
            order by {{ rate('retained', 'customers') }} desc
        ) as retention_place
    from widths

)

{% set spend_low = interval_low('mean_spend - other_mean_spend', 'spend_error', 'interval_z') %}
{% set spend_high = interval_high('mean_spend - other_mean_spend', 'spend_error', 'interval_z') %}

select
    driver,
    customer_group,
    snapshot_date,
    horizon_days,
    cast(customers as integer) as customers,
    cast(retained as integer) as retained_customers,
    retention_rate,
    cast(other_customers as integer) as other_customers,
    cast(other_retained as integer) as other_retained_customers,
    other_retention_rate,
    {{ interval_result('is_compared', 'retention_low', 'retention_high') }} as retention_result,
    case when is_compared then retention_rate - other_retention_rate end as retention_difference,
    case when is_compared then retention_low end as retention_difference_low,
    case when is_compared then retention_high end as retention_difference_high,
    mean_spend as mean_next_spend,
    other_mean_spend as other_mean_next_spend,
    {{ interval_result('is_compared', spend_low, spend_high) }} as spend_result,
    case when is_compared then mean_spend - other_mean_spend end as spend_difference,
    case when is_compared then {{ spend_low }} end as spend_difference_low,
    case when is_compared then {{ spend_high }} end as spend_difference_high,
    interval_z,
    case
        when is_compared and customer_group <> '(none)'
            then cast(retention_place as integer)
    end as retention_rank
from estimates
