-- One row per day from the first that any metric is about to the as-of date: the calendar of the semantic layer.
with as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

first_days as (

    select min(revenue_date) as first_date
    from {{ ref('order_revenue_days') }}
    union all
    select min(acquired_date) as first_date
    from {{ ref('customers') }}
    union all
    select min(acquisition_month) as first_date
    from {{ ref('acquisition_performance') }}
    union all
    select min(survey_date) as first_date
    from {{ ref('survey_answers') }}
    union all
    select min(opened_date) as first_date
    from {{ ref('support_tickets') }}

),

span as (

    select
        as_of.as_of_date,
        min(first_days.first_date) as first_date
    from as_of
    cross join first_days
    group by 1

)

select {{ each_day('first_date', 'as_of_date') }} as date_day
from span
