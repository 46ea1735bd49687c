{#- Feedback by mood, which may be added up over groups: aggregates over customer_feedback joined as `feedback`. -#}
{% macro feedback_counts() -%}
    count(feedback.feedback_id) as feedback_count,
        count(feedback.rating) as ratings,
        count(feedback.sentiment_score) as scored_feedback,
        sum(case when feedback.sentiment = 'positive' then 1 else 0 end) as positive_feedback,
        sum(case when feedback.sentiment = 'negative' then 1 else 0 end) as negative_feedback
{%- endmacro %}


{#- What feedback is summed up in, the same in each breakdown: aggregates over customer_feedback joined as `feedback`. -#}
{% macro feedback_totals() -%}
    {{ feedback_counts() }},
        count(distinct feedback.customer_id) as customers,
        avg(feedback.rating) as mean_rating,
        {{ exact_avg('feedback.sentiment_score') }} as mean_sentiment_score,
        {{ mean_standard_error('feedback.sentiment_score') }} as sentiment_standard_error
{%- endmacro %}


{#- The columns that marts show of those totals, joined as `totals`. -#}
{% macro feedback_measures() -%}
    cast(totals.feedback_count as integer) as feedback_count,
    cast(totals.customers as integer) as customers,
    cast(totals.ratings as integer) as ratings,
    cast(totals.mean_rating as {{ dbt.type_float() }}) as mean_rating,
    cast(totals.scored_feedback as integer) as scored_feedback,
    cast(totals.positive_feedback as integer) as positive_feedback,
    cast(totals.scored_feedback - totals.positive_feedback - totals.negative_feedback as integer)
        as neutral_feedback,
    cast(totals.negative_feedback as integer) as negative_feedback,
    {{ rate('totals.positive_feedback', 'totals.scored_feedback') }} as positive_rate,
    {{ rate('totals.negative_feedback', 'totals.scored_feedback') }} as negative_rate,
    totals.mean_sentiment_score,
    totals.sentiment_standard_error
{%- endmacro %}
