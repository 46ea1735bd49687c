-- One row per month, segment and channel: feedback, its stars and its mood.
with feedback as (

    select * from {{ ref('feedback_by_customer_group') }}

)

select
    {{ period_month('feedback_month') }},
    segment,
    channel,
    cast(sum(feedback_count) as integer) as feedback_count,
    cast(sum(rating_points) as numeric(18, 4)) as rating_points,
    cast(sum(ratings) as integer) as ratings,
    cast(sum(sentiment_points) as numeric(18, 4)) as sentiment_points,
    cast(sum(scored_feedback) as integer) as scored_feedback,
    cast(sum(negative_feedback) as integer) as negative_feedback,
    cast(sum(agreeing_feedback) as integer) as agreeing_feedback,
    cast(sum(compared_feedback) as integer) as compared_feedback
from feedback
group by 1, 2, 3
