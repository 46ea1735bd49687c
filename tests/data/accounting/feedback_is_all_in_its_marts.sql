-- Accounting: each mart of feedback holds all of staging's, with its stars; anonymous feedback where it belongs.
with feedback as (

    select * from {{ ref('stg_customer_feedback') }}

),

staging_totals as (

    select
        count(*) as feedback_count,
        count(rating) as ratings,
        count(customer_id) as known_feedback,
        coalesce(sum(rating), 0) as stars
    from feedback

),

themes_beyond_the_first as (

    select coalesce(sum(themes - 1), 0) as feedback_count
    from (
        select count(*) as themes
        from {{ ref('feedback_themes') }}
        group by feedback_id
    ) as themes_by_feedback

),

mart_totals as (

    select
        'customer_feedback' as mart,
        count(*) as feedback_count,
        count(rating) as ratings,
        sum(rating) as stars
    from {{ ref('customer_feedback') }}
    union all
    select
        'feedback_monthly' as mart,
        sum(feedback_count) as feedback_count,
        sum(ratings) as ratings,
        sum(mean_rating * ratings) as stars
    from {{ ref('feedback_monthly') }}
    union all
    select
        'feedback_by_product' as mart,
        sum(feedback_count) as feedback_count,
        sum(ratings) as ratings,
        sum(mean_rating * ratings) as stars
    from {{ ref('feedback_by_product') }}
    union all
    select
        'feedback_by_source' as mart,
        sum(feedback_count) as feedback_count,
        sum(ratings) as ratings,
        sum(mean_rating * ratings) as stars
    from {{ ref('feedback_by_source') }}

),

counts as (

    select
        'feedback_by_theme' as mart,
        coalesce(sum(by_theme.feedback_count), 0) as found,
        max(staging_totals.feedback_count + themes_beyond_the_first.feedback_count) as expected
    from staging_totals
    cross join themes_beyond_the_first
    left join {{ ref('feedback_by_theme') }} as by_theme
        on by_theme.feedback_count > 0
    union all
    select
        'customer_sentiment' as mart,
        coalesce(sum(by_customer.feedback_count), 0) as found,
        max(staging_totals.known_feedback) as expected
    from staging_totals
    left join {{ ref('customer_sentiment') }} as by_customer
        on by_customer.feedback_count > 0
    union all
    select
        'rating_sentiment_agreement' as mart,
        coalesce(sum(matrix.feedback_count), 0) as found,
        max(compared.feedback_count) as expected
    from (
        select count(*) as feedback_count
        from {{ ref('customer_feedback') }}
        where rating is not null and sentiment_score is not null
    ) as compared
    left join {{ ref('rating_sentiment_agreement') }} as matrix
        on matrix.feedback_count > 0

)

select
    mart_totals.mart,
    mart_totals.feedback_count as found,
    staging_totals.feedback_count as expected
from mart_totals
cross join staging_totals
where
    coalesce(mart_totals.feedback_count, 0) <> staging_totals.feedback_count
    or coalesce(mart_totals.ratings, 0) <> staging_totals.ratings
    or abs(coalesce(mart_totals.stars, 0) - staging_totals.stars) > 0.001
union all
select
    mart,
    found,
    expected
from counts
where found <> expected
