-- One row per month since the first survey answer: how satisfied people were, months without an answer included.
with answers as (

    select * from {{ ref('int_survey_answers') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

observed as (

    select
        as_of.as_of_date,
        min(answers.survey_month) as first_month
    from answers
    cross join as_of
    group by 1

),

observed_days as (

    select {{ each_day('first_month', 'as_of_date') }} as observed_date
    from observed

),

months as (

    select distinct cast({{ dbt.date_trunc('month', 'observed_date') }} as date) as survey_month
    from observed_days

),

month_totals as (

    select
        months.survey_month,
        {{ survey_totals() }}
    from months
    left join answers
        on months.survey_month = answers.survey_month
    group by 1

)

select
    survey_month,
    {{ survey_scores() }}
from month_totals
