-- One row per day of feedback: what changes when any feedback of it does, or any of the words that texts are read by.
with feedback as (

    select * from {{ ref('stg_customer_feedback') }}

),

terms as (

    select * from {{ ref('int_sentiment_terms') }}

),

emphasis_marks as (

    select * from {{ ref('sentiment_emphasis') }}

),

keywords as (

    select * from {{ ref('feedback_keywords') }}

),

days as (

    {{ fingerprint_by('feedback', 'feedback_date', 'day') }}

)

select
    day,
    concat_ws(
        ' ',
        fingerprint,
        (select {{ fingerprint_of('terms') }} from terms),
        (select {{ fingerprint_of('emphasis_marks') }} from emphasis_marks),
        (select {{ fingerprint_of('keywords') }} from keywords)
    ) as fingerprint
from days
