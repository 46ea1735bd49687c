{#- The sentiment of a score, by the limits that VADER's authors advise; null for none. -#}
{% macro sentiment_of(score) -%}
    case
        when {{ score }} >= 0.05 then 'positive'
        when {{ score }} <= -0.05 then 'negative'
        when {{ score }} is not null then 'neutral'
    end
{%- endmacro %}
