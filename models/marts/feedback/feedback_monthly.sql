-- One row per month since the first feedback: how customers sounded, months without feedback included.
with feedback as (

    select * from {{ ref('customer_feedback') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

observed as (

    select
        min(feedback.feedback_month) as first_month,
        {{ dbt.datediff('min(feedback.feedback_month)', 'max(as_of.as_of_date)', 'month') }}
            as last_month_number
    from feedback
    cross join as_of

),

months as (

    select
        cast(
            {{ dbt.dateadd('month', 'month_numbers.month_number', 'observed.first_month') }} as date
        ) as feedback_month
    from observed
    cross join lateral {{ each_month_since('observed.last_month_number') }}
        as month_numbers (month_number)

),

month_totals as (

    select
        months.feedback_month,
        {{ feedback_totals() }}
    from months
    left join feedback
        on months.feedback_month = feedback.feedback_month
    group by 1

)

select
    totals.feedback_month,
    {{ feedback_measures() }}
from month_totals as totals
