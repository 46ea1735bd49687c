-- One row per month, segment and channel: feedback by its mood.
with feedback as (

    select * from {{ ref('feedback_by_customer_group') }}

)

select
    {{ period_month('feedback_month') }},
    segment,
    channel,
    cast(sum(positive_feedback) as integer) as positive_feedback,
    cast(sum(neutral_feedback) as integer) as neutral_feedback,
    cast(sum(negative_feedback) as integer) as negative_feedback,
    cast(sum(feedback_count - scored_feedback) as integer) as unread_feedback
from feedback
group by 1, 2, 3
