-- Rules that can't fit anybody, because of a mistyped limit.
select
    priority,
    segment
from {{ ref('rfm_segments') }}
where
    min_recency_score > max_recency_score
    or min_frequency_score > max_frequency_score
    or min_monetary_score > max_monetary_score
    or least(min_recency_score, min_frequency_score, min_monetary_score) < 0
    or greatest(max_recency_score, max_frequency_score, max_monetary_score) > 5
