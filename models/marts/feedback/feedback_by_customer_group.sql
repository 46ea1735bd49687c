-- One row per month, segment, channel, source and stars: how much feedback there is, and how it sounds.
with feedback as (

    select * from {{ ref('customer_feedback') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

totals as (

    select
        feedback.feedback_month,
        {{ customer_group_columns() }},
        feedback.source,
        cast(floor(feedback.rating + 0.5) as integer) as stars,
        {{ feedback_counts() }},
        -- rounded before they are added up, so that all sums of these sums agree
        sum(cast(feedback.rating as numeric(18, 4))) as rating_points,
        sum(cast(feedback.sentiment_score as numeric(18, 4))) as sentiment_points,
        count(feedback.is_in_agreement) as compared_feedback,
        sum(case when feedback.is_in_agreement then 1 else 0 end) as agreeing_feedback
    from feedback
    left join customer_groups
        on feedback.customer_id = customer_groups.customer_id
    group by 1, 2, 3, 4, 5

)

select
    feedback_month,
    segment,
    channel,
    source,
    stars,
    cast(feedback_count as integer) as feedback_count,
    cast(ratings as integer) as ratings,
    cast(coalesce(rating_points, 0) as numeric(18, 4)) as rating_points,
    cast(scored_feedback as integer) as scored_feedback,
    cast(positive_feedback as integer) as positive_feedback,
    cast(scored_feedback - positive_feedback - negative_feedback as integer) as neutral_feedback,
    cast(negative_feedback as integer) as negative_feedback,
    cast(coalesce(sentiment_points, 0) as numeric(18, 4)) as sentiment_points,
    cast(compared_feedback as integer) as compared_feedback,
    cast(agreeing_feedback as integer) as agreeing_feedback
from totals
