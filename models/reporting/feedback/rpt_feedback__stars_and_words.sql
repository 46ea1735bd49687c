-- One row per month, segment, channel and number of stars: feedback by the mood of its words.
with feedback as (

    select * from {{ ref('feedback_by_customer_group') }}

)

select
    {{ period_month('feedback_month') }},
    segment,
    channel,
    stars,
    cast(sum(positive_feedback) as integer) as positive_feedback,
    cast(sum(neutral_feedback) as integer) as neutral_feedback,
    cast(sum(negative_feedback) as integer) as negative_feedback
from feedback
where stars is not null and scored_feedback > 0
group by 1, 2, 3, 4
