-- One row per number of purchases: how many customers got that far, went on to the next, and after how long.
with purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

numbered_days as (

    select
        purchase_date,
        row_number() over (partition by customer_id order by purchase_date) as purchase_number,
        lead(days_since_previous) over (
            partition by customer_id order by purchase_date
        ) as days_to_next
    from purchase_days

),

-- who made the purchase so long ago has had the whole time of `active_days` to make the next one
followed_days as (

    select
        numbered_days.purchase_number,
        numbered_days.days_to_next,
        case
            when as_of.as_of_date - numbered_days.purchase_date >= {{ var('active_days') }} then 1
            else 0
        end as is_followed,
        case when numbered_days.days_to_next <= {{ var('active_days') }} then 1 else 0 end
            as is_in_time
    from numbered_days
    cross join as_of

),

purchase_numbers as (

    select
        purchase_number,
        count(*) as customers,
        count(days_to_next) as repeat_customers,
        sum(is_followed) as followed_customers,
        sum(is_followed * is_in_time) as followed_repeat_customers,
        avg(days_to_next) as mean_days_to_next,
        {{ quantiles('days_to_next', [0.25, 0.5, 0.75, 0.9]) }} as days_to_next_quantiles
    from followed_days
    group by 1

)

select
    cast(purchase_number as integer) as purchase_number,
    cast(customers as integer) as customers,
    cast(repeat_customers as integer) as repeat_customers,
    {{ rate('repeat_customers', 'customers') }} as repeat_rate,
    cast(followed_customers as integer) as followed_customers,
    cast(followed_repeat_customers as integer) as followed_repeat_customers,
    {{ rate('followed_repeat_customers', 'followed_customers') }} as followed_repeat_rate,
    cast(mean_days_to_next as {{ dbt.type_float() }}) as mean_days_to_next,
    days_to_next_quantiles[1] as lower_quartile_days_to_next,
    days_to_next_quantiles[2] as median_days_to_next,
    days_to_next_quantiles[3] as upper_quartile_days_to_next,
    days_to_next_quantiles[4] as ninetieth_percentile_days_to_next
from purchase_numbers
