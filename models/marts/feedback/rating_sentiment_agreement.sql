-- One row per group of ratings and sentiment: how often stars and words say the same.
with feedback as (

    select * from {{ ref('customer_feedback') }}
    where is_in_agreement is not null

),

moods as (

    select 'positive' as mood
    union all
    select 'neutral' as mood
    union all
    select 'negative' as mood

),

-- Spearman's: equal values share the mean of their ranks
ranked_feedback as (

    select
        *,
        rank() over (order by rating)
        + (count(*) over (partition by rating) - 1) / cast(2 as {{ dbt.type_float() }})
            as rating_rank,
        rank() over (order by sentiment_score)
        + (count(*) over (partition by sentiment_score) - 1) / cast(2 as {{ dbt.type_float() }})
            as sentiment_rank
    from feedback

),

totals as (

    select
        count(*) as compared_feedback,
        sum(case when is_in_agreement then 1 else 0 end) as agreeing_feedback,
        {{ round_off('corr(rating_rank, sentiment_rank)') }} as rank_correlation
    from ranked_feedback

),

cells as (

    select
        rating_group,
        sentiment,
        count(*) as feedback_count,
        {{ exact_avg('sentiment_score') }} as mean_sentiment_score
    from feedback
    group by 1, 2

),

matrix as (

    select
        rating_moods.mood as rating_group,
        sentiment_moods.mood as sentiment,
        cells.mean_sentiment_score,
        coalesce(cells.feedback_count, 0) as feedback_count,
        sum(coalesce(cells.feedback_count, 0)) over (partition by rating_moods.mood)
            as rating_feedback
    from moods as rating_moods
    cross join moods as sentiment_moods
    left join cells
        on
            rating_moods.mood = cells.rating_group
            and sentiment_moods.mood = cells.sentiment

)

select
    matrix.rating_group,
    matrix.sentiment,
    cast(matrix.feedback_count as integer) as feedback_count,
    {{ rate('matrix.feedback_count', 'matrix.rating_feedback') }} as rating_group_rate,
    matrix.mean_sentiment_score,
    cast(totals.compared_feedback as integer) as compared_feedback,
    {{ rate('totals.agreeing_feedback', 'totals.compared_feedback') }} as agreement_rate,
    totals.rank_correlation,
    matrix.rating_group = matrix.sentiment as is_in_agreement
from matrix
cross join totals
where totals.compared_feedback > 0
