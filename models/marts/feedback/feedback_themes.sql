-- One row per feedback and theme: which texts are about what, and how they sound.
with themes as (

    select * from {{ ref('int_feedback_themes') }}

),

feedback as (

    select * from {{ ref('customer_feedback') }}

)

select
    themes.feedback_id,
    feedback.customer_id,
    feedback.product_id,
    feedback.feedback_month,
    themes.theme,
    feedback.sentiment,
    feedback.sentiment_score,
    themes.keywords,
    themes.is_category
from themes
inner join feedback
    on themes.feedback_id = feedback.feedback_id
