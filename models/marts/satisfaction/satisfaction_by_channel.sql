-- One row per acquisition channel of those who answered: how satisfied the customers are whom it brings.
with answers as (

    select * from {{ ref('int_survey_answers') }}

),

customers as (

    select
        customer_id,
        {{ label_of('acquisition_channel') }} as channel
    from {{ ref('customers') }}

),

channel_totals as (

    select
        coalesce(customers.channel, '(anonymous)') as channel,
        min(answers.survey_date) as first_answer_date,
        max(answers.survey_date) as latest_answer_date,
        {{ survey_totals() }}
    from answers
    left join customers
        on answers.customer_id = customers.customer_id
    group by 1

)

select
    channel,
    first_answer_date,
    latest_answer_date,
    {{ survey_scores() }}
from channel_totals
