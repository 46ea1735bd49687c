-- One row per month, segment, channel and theme: feedback that sounds negative.
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
    cast(sum(feedback.negative_feedback) as integer) as negative_feedback
from feedback
inner join themes
    on feedback.theme = themes.theme
group by 1, 2, 3, 4
having sum(feedback.negative_feedback) > 0
