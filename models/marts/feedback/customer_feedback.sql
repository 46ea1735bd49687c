-- One row per review, comment or complaint: how it sounds, what it is about, and whether stars and words agree.
with feedback as (

    select * from {{ ref('stg_customer_feedback') }}

),

sentiments as (

    select * from {{ ref('int_feedback_sentiment') }}

),

products as (

    select * from {{ ref('int_feedback_products') }}

),

feedback_themes as (

    select
        feedback_id,
        {{ dbt.listagg('theme', "', '", 'order by theme') }} as themes
    from {{ ref('int_feedback_themes') }}
    group by 1

),

judged_feedback as (

    select
        feedback.*,
        sentiments.language_code,
        sentiments.sentiment_status,
        sentiments.sentiment_score,
        sentiments.sentiment_words,
        case
            when feedback.rating > 3.5 then 'positive'
            when feedback.rating < 2.5 then 'negative'
            when feedback.rating is not null then 'neutral'
        end as rating_group,
        {{ sentiment_of('sentiments.sentiment_score') }} as sentiment
    from feedback
    inner join sentiments
        on feedback.feedback_id = sentiments.feedback_id

)

select
    judged_feedback.feedback_id,
    judged_feedback.customer_id,
    products.order_id,
    products.product_id,
    judged_feedback.submitted_at,
    judged_feedback.feedback_date,
    cast({{ dbt.date_trunc('month', 'judged_feedback.feedback_date') }} as date) as feedback_month,
    {{ label_of('judged_feedback.source') }} as source,
    {{ label_of('judged_feedback.category') }} as category,
    judged_feedback.language_code,
    judged_feedback.title,
    judged_feedback.body,
    feedback_themes.themes,
    judged_feedback.sentiment_status,
    judged_feedback.sentiment,
    judged_feedback.rating_group,
    cast(judged_feedback.rating as {{ dbt.type_float() }}) as rating,
    judged_feedback.sentiment_score,
    judged_feedback.sentiment_words,
    judged_feedback.sentiment = judged_feedback.rating_group as is_in_agreement
from judged_feedback
left join products
    on judged_feedback.feedback_id = products.feedback_id
left join feedback_themes
    on judged_feedback.feedback_id = feedback_themes.feedback_id
