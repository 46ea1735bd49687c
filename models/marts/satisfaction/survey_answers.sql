-- One row per survey answer: what was asked, of whom, and what the answer makes them.
with answers as (

    select * from {{ ref('int_survey_answers') }}

),

customers as (

    select
        customer_id,
        {{ label_of('acquisition_channel') }} as channel
    from {{ ref('customers') }}

),

channelled_answers as (

    select
        answers.*,
        coalesce(customers.channel, '(anonymous)') as channel
    from answers
    left join customers
        on answers.customer_id = customers.customer_id

)

select
    score_id,
    customer_id,
    surveyed_at,
    survey_date,
    survey_month,
    survey_type,
    question,
    touchpoint,
    channel,
    score_of_ten,
    effort_score,
    is_promoter,
    is_detractor,
    is_satisfied
from channelled_answers
