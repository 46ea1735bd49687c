-- One row per triple of RFM scores that can occur (0-0-0 is "has not bought"): the first segment of the rules that fits.
with rules as (

    select * from {{ ref('rfm_segments') }}

),

scores as (

    select score from (values (0), (1), (2), (3), (4), (5)) as possible (score)

),

score_triples as (

    select
        recency.score as recency_score,
        frequency.score as frequency_score,
        monetary.score as monetary_score
    from scores as recency
    cross join scores as frequency
    cross join scores as monetary
    -- who has not bought has no score at all
    where
        (recency.score = 0 and frequency.score = 0 and monetary.score = 0)
        or (recency.score > 0 and frequency.score > 0 and monetary.score > 0)

),

fitting_rules as (

    select
        score_triples.*,
        rules.segment,
        row_number() over (
            partition by
                score_triples.recency_score,
                score_triples.frequency_score,
                score_triples.monetary_score
            order by rules.priority
        ) as fit
    from score_triples
    left join rules
        on
            score_triples.recency_score >= rules.min_recency_score
            and score_triples.recency_score <= rules.max_recency_score
            and score_triples.frequency_score >= rules.min_frequency_score
            and score_triples.frequency_score <= rules.max_frequency_score
            and score_triples.monetary_score >= rules.min_monetary_score
            and score_triples.monetary_score <= rules.max_monetary_score

)

select
    recency_score,
    frequency_score,
    monetary_score,
    segment
from fitting_rules
where fit = 1
