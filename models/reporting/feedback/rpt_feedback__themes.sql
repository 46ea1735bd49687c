-- One row per month, segment, channel and theme: feedback by its mood.
with feedback as (

    select * from {{ ref('feedback_themes_by_customer_group') }}

),

themes as (

    {{ largest_labels('feedback', 'theme', 'feedback_count') }}

)

select
    {{ period_month('feedback.feedback_month') }},
    feedback.segment,
    feedback.channel,
    themes.shown_theme as theme,
    cast(sum(feedback.positive_feedback) as integer) as positive_feedback,
    cast(sum(feedback.neutral_feedback) as integer) as neutral_feedback,
    cast(sum(feedback.negative_feedback) as integer) as negative_feedback
from feedback
inner join themes
    on feedback.theme = themes.theme
group by 1, 2, 3, 4
having sum(feedback.scored_feedback) > 0
