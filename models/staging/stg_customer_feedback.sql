-- One row per review, comment or complaint up to the as-of date.
with feedback as (

    select * from {{ ref('base_customer_feedback') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

feedback_as_of as (

    select
        feedback.feedback_id,
        feedback.customer_id,
        feedback.submitted_at,
        {{ day_of('feedback.submitted_at') }} as feedback_date,
        feedback.source,
        feedback.category,
        feedback.language,
        feedback.title,
        feedback.body,
        feedback.rating
    from feedback
    cross join as_of
    where feedback.submitted_at < as_of.as_of_until

)

select * from feedback_as_of
