-- One row per month: active customers at its beginning, who was won, came back and was lost, and who is left at its end.
with movement as (

    select * from {{ ref('movement_by_customer_group') }}

),

purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

monthly_buyers as (

    select
        {{ start_of_period('purchase_date', "'month'") }} as month_start_date,
        count(distinct customer_id) as buyers
    from purchase_days
    group by 1

),

monthly_movement as (

    select
        month_start_date,
        sum(opening_customers) as opening_customers,
        sum(lapsed_customers) as lapsed_customers,
        sum(new_customers) as new_customers,
        sum(reactivated_customers) as reactivated_customers,
        sum(lost_customers) as lost_customers,
        sum(closing_customers) as closing_customers,
        sum(retained_customers) as retained_customers
    from movement
    group by 1

),

months as (

    select
        monthly_movement.*,
        coalesce(monthly_buyers.buyers, 0) as buyers,
        least(
            {{ dbt.last_day('monthly_movement.month_start_date', 'month') }}, as_of.as_of_date
        ) as month_end_date
    from monthly_movement
    cross join as_of
    left join monthly_buyers
        on monthly_movement.month_start_date = monthly_buyers.month_start_date

)

select
    month_start_date,
    month_end_date,
    cast(opening_customers as integer) as opening_customers,
    cast(new_customers as integer) as new_customers,
    cast(reactivated_customers as integer) as reactivated_customers,
    cast(lost_customers as integer) as lost_customers,
    cast(closing_customers as integer) as closing_customers,
    cast(retained_customers as integer) as retained_customers,
    cast(buyers as integer) as buyers,
    {{ rate('retained_customers', 'opening_customers') }} as retention_rate,
    {{ rate('opening_customers - retained_customers', 'opening_customers') }} as lost_rate,
    {{ rate('reactivated_customers', 'lapsed_customers') }} as reactivation_rate,
    {{ start_of_period(dbt.dateadd('day', 1, 'month_end_date'), "'month'") }} > month_start_date
        as is_complete
from months
