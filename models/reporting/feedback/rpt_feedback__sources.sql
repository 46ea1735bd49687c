-- One row per month, segment, channel and source of feedback: how much there is, its stars and its mood.
with feedback as (

    select * from {{ ref('feedback_by_customer_group') }}

),

sources as (

    {{ largest_labels('feedback', 'source', 'feedback_count') }}

)

select
    {{ period_month('feedback.feedback_month') }},
    feedback.segment,
    feedback.channel,
    sources.shown_source as source,
    cast(sum(feedback.feedback_count) as integer) as feedback_count,
    cast(sum(feedback.rating_points) as numeric(18, 4)) as rating_points,
    cast(sum(feedback.ratings) as integer) as ratings,
    cast(sum(feedback.sentiment_points) as numeric(18, 4)) as sentiment_points,
    cast(sum(feedback.negative_feedback) as integer) as negative_feedback,
    cast(sum(feedback.scored_feedback) as integer) as scored_feedback,
    cast(sum(feedback.feedback_count - feedback.scored_feedback) as integer) as unread_feedback
from feedback
inner join sources
    on feedback.source = sources.source
group by 1, 2, 3, 4
