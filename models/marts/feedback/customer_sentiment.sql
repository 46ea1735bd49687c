-- One row per customer who gave feedback: how they sound, and how they sounded last.
with feedback as (

    select
        *,
        max(case when sentiment_score is not null then submitted_at end)
            over (partition by customer_id) as latest_scored_at
    from {{ ref('customer_feedback') }}
    where customer_id is not null

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

customer_totals as (

    select
        feedback.customer_id,
        min(feedback.feedback_date) as first_feedback_date,
        max(feedback.feedback_date) as latest_feedback_date,
        -- texts of one moment count as one, so that no tie has to be broken
        {{ exact_avg(
            'case when feedback.submitted_at = feedback.latest_scored_at'
            ~ ' then feedback.sentiment_score end'
        ) }} as latest_sentiment_score,
        {{ feedback_totals() }}
    from feedback
    group by 1

)

select
    totals.customer_id,
    totals.first_feedback_date,
    totals.latest_feedback_date,
    as_of.as_of_date - totals.latest_feedback_date as days_since_feedback,
    {{ sentiment_of('totals.latest_sentiment_score') }} as latest_sentiment,
    cast(totals.feedback_count as integer) as feedback_count,
    cast(totals.mean_rating as {{ dbt.type_float() }}) as mean_rating,
    cast(totals.scored_feedback as integer) as scored_feedback,
    cast(totals.positive_feedback as integer) as positive_feedback,
    cast(totals.negative_feedback as integer) as negative_feedback,
    totals.mean_sentiment_score,
    totals.latest_sentiment_score
from customer_totals as totals
cross join as_of
