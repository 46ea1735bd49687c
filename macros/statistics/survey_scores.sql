{#- Survey answers by question and by what they make of NPS and CSAT, which may be added up over groups. -#}
{% macro survey_counts() -%}
    count(answers.score_id) as answers,
        sum(case when answers.question = 'recommendation' then 1 else 0 end) as nps_answers,
        sum(case when answers.is_promoter then 1 else 0 end) as promoters,
        sum(case when answers.is_detractor then 1 else 0 end) as detractors,
        sum(case when answers.survey_type = 'csat' then 1 else 0 end) as csat_answers,
        sum(case when answers.is_satisfied then 1 else 0 end) as satisfied_answers,
        count(answers.effort_score) as ces_answers,
        count(case when answers.question = 'satisfaction' then answers.score_of_ten end)
            as satisfaction_answers
{%- endmacro %}


{#-
    What survey answers are summed up in, the same in each breakdown: aggregates over int_survey_answers joined as
    `answers`, with zeros where a group has none.
-#}
{% macro survey_totals() -%}
    {{ survey_counts() }},
        count(distinct answers.customer_id) as respondents,
        count(answers.score_id) - count(answers.customer_id) as anonymous_answers,
        {{ exact_avg('answers.effort_score') }} as customer_effort_score,
        {{ mean_standard_error('answers.effort_score') }} as customer_effort_standard_error,
        avg(case when answers.question = 'satisfaction' then answers.score_of_ten end)
            as satisfaction_score,
        {{ mean_standard_error(
            "case when answers.question = 'satisfaction' then answers.score_of_ten end"
        ) }} as satisfaction_standard_error
{%- endmacro %}


{#- The columns that marts show of those totals. -#}
{% macro survey_scores() -%}
    cast(answers as integer) as answers,
    cast(respondents as integer) as respondents,
    cast(anonymous_answers as integer) as anonymous_answers,
    cast(nps_answers as integer) as nps_answers,
    cast(promoters as integer) as promoters,
    cast(nps_answers - promoters - detractors as integer) as passives,
    cast(detractors as integer) as detractors,
    {{ net_promoter_score('promoters', 'detractors', 'nps_answers') }} as nps,
    {{ net_promoter_standard_error('promoters', 'detractors', 'nps_answers') }}
        as nps_standard_error,
    cast(csat_answers as integer) as csat_answers,
    cast(satisfied_answers as integer) as satisfied_answers,
    {{ rate('satisfied_answers', 'csat_answers') }} as csat_rate,
    {{ rate_standard_error('satisfied_answers', 'csat_answers') }} as csat_standard_error,
    cast(ces_answers as integer) as ces_answers,
    cast(customer_effort_score as {{ dbt.type_float() }}) as customer_effort_score,
    customer_effort_standard_error,
    cast(satisfaction_answers as integer) as satisfaction_answers,
    cast(satisfaction_score as {{ dbt.type_float() }}) as satisfaction_score,
    satisfaction_standard_error
{%- endmacro %}
