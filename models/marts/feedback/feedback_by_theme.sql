-- One row per month and theme with feedback: the mood about delivery, price, quality …
with feedback as (

    select * from {{ ref('customer_feedback') }}

),

themes as (

    select * from {{ ref('feedback_themes') }}

),

theme_totals as (

    select
        feedback.feedback_month,
        coalesce(themes.theme, '(none)') as theme,
        {{ feedback_totals() }}
    from feedback
    left join themes
        on feedback.feedback_id = themes.feedback_id
    group by 1, 2

)

select
    totals.feedback_month,
    totals.theme,
    {{ feedback_measures() }}
from theme_totals as totals
