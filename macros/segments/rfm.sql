{#- The cuts between RFM scores: aggregates over buyers, in three arrays that rfm_cut_columns takes apart. -#}
{% macro rfm_cut_arrays() -%}
    {%- set shares = [0.2, 0.4, 0.6, 0.8] -%}
    count(*) as customers,
        {{ quantiles('recency_days', shares) }} as recency_cuts,
        {{ quantiles('orders', shares) }} as frequency_cuts,
        {{ quantiles('net_revenue', shares) }} as monetary_cuts
{%- endmacro %}


{% macro rfm_cut_columns() -%}
    recency_cuts[1] as recency_cut_20,
    recency_cuts[2] as recency_cut_40,
    recency_cuts[3] as recency_cut_60,
    recency_cuts[4] as recency_cut_80,
    frequency_cuts[1] as frequency_cut_20,
    frequency_cuts[2] as frequency_cut_40,
    frequency_cuts[3] as frequency_cut_60,
    frequency_cuts[4] as frequency_cut_80,
    monetary_cuts[1] as monetary_cut_20,
    monetary_cuts[2] as monetary_cut_40,
    monetary_cuts[3] as monetary_cut_60,
    monetary_cuts[4] as monetary_cut_80
{%- endmacro %}


{#- The three scores of a customer beside the cuts; null without a purchase. -#}
{% macro rfm_scores(recency_days, frequency, monetary) -%}
    -- the fewer days since the last order, the better
        case when {{ frequency }} > 0 then 6 - {{ quintile(recency_days, 'recency') }} end
            as recency_score,
        case when {{ frequency }} > 0 then {{ quintile(frequency, 'frequency') }} end
            as frequency_score,
        case when {{ frequency }} > 0 then {{ quintile(monetary, 'monetary') }} end
            as monetary_score
{%- endmacro %}


{#- The three scores as one number, 111 to 555; 0 without a purchase. -#}
{% macro rfm_score_code() -%}
    coalesce(100 * recency_score + 10 * frequency_score + monetary_score, 0)
{%- endmacro %}
