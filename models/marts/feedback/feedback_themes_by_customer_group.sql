-- One row per month, segment, channel and theme: how much feedback is about it, and how that sounds.
with feedback as (

    select * from {{ ref('customer_feedback') }}

),

themes as (

    select * from {{ ref('feedback_themes') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

totals as (

    select
        feedback.feedback_month,
        {{ customer_group_columns() }},
        coalesce(themes.theme, '(none)') as theme,
        {{ feedback_counts() }}
    from feedback
    left join themes
        on feedback.feedback_id = themes.feedback_id
    left join customer_groups
        on feedback.customer_id = customer_groups.customer_id
    group by 1, 2, 3, 4

)

select
    feedback_month,
    segment,
    channel,
    theme,
    cast(feedback_count as integer) as feedback_count,
    cast(scored_feedback as integer) as scored_feedback,
    cast(positive_feedback as integer) as positive_feedback,
    cast(scored_feedback - positive_feedback - negative_feedback as integer) as neutral_feedback,
    cast(negative_feedback as integer) as negative_feedback
from totals
