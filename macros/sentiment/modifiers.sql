{#- Columns of the term that is the nth before this one, by a window `in_text` over the terms of a text. -#}
{% macro term_before(n) -%}
    lag(last_position, {{ n }}) over in_text as last_position_{{ n }},
        lag(amount, {{ n }}) over in_text as amount_{{ n }},
        lag(factor, {{ n }}) over in_text as factor_{{ n }},
        lag(reach, {{ n }}) over in_text as reach_{{ n }}
{%- endmacro %}


{#-
    valence_<n - 1> after the nth term before it, if that reaches so far: intensified away from zero (or dampened towards
    it), by 5 % less for each word in between, then multiplied (a negation turns it round).
-#}
{% macro modified_valence(n) -%}
    {%- set valence = 'valence_' ~ (n - 1) -%}
    {%- set distance = '(word_position - last_position_' ~ n ~ ')' -%}
    case
            when {{ distance }} <= reach_{{ n }} then (
                {{ valence }}
                + sign({{ valence }}) * amount_{{ n }} * (1.05 - 0.05 * {{ distance }})
            ) * factor_{{ n }}
            else {{ valence }}
        end
{%- endmacro %}
