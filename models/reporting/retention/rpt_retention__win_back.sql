-- One row per month in which customers lapsed, segment and channel: how many came back, of months whose last lapsed customers
-- could be followed; by those of its first days alone a month would be judged by few.
with dashboard_window as (

    select * from {{ ref('dashboard_window') }}

),

winback as (

    select winback_by_customer_group.*
    from {{ ref('winback_by_customer_group') }} as winback_by_customer_group
    inner join dashboard_window
        on
            dashboard_window.as_of_date
            - {{ dbt.last_day('winback_by_customer_group.lapse_month', 'month') }}
            >= {{ var('winback_days') }}

)

select
    {{ period_month('lapse_month') }},
    segment,
    channel,
    cast(sum(followed_customers) as integer) as followed_customers,
    cast(sum(won_back_after_message_customers) as integer) as won_back_after_message_customers,
    cast(
        sum(won_back_customers - won_back_after_message_customers) as integer
    ) as won_back_without_message_customers,
    cast(sum(returned_later_customers) as integer) as returned_later_customers
from winback
group by 1, 2, 3
