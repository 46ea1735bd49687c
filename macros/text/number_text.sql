{#- Numbers as people read them in a sentence: a comma between thousands, a point before decimals, a unit behind. -#}
{% macro number_text(number, decimals=0) -%}
    {{- return(adapter.dispatch('number_text')(number, decimals)) -}}
{%- endmacro %}

{% macro postgres__number_text(number, decimals=0) -%}
    to_char(
        round(cast({{ number }} as numeric), {{ decimals }}),
        'FM999,999,999,999,990{{ '.' ~ '0' * decimals if decimals }}'
    )
{%- endmacro %}


{#- A fraction in percent. -#}
{% macro percent_text(fraction) -%}
    {{ number_text('100 * ' ~ fraction, 1) }} || ' %'
{%- endmacro %}


{#- In the reporting currency; of a thousand and more, the cents are left out. -#}
{% macro money_text(amount) -%}
    case
        when abs({{ amount }}) >= 1000 then {{ number_text(amount) }}
        else {{ number_text(amount, 2) }}
    end || ' {{ var("currency") }}'
{%- endmacro %}


{#- A text with {words} in braces, each replaced by its expression; a dash stands for what is null. -#}
{% macro fill_in(text, words) -%}
    {%- set filled = namespace(text=text) -%}
    {%- for word, expression in words.items() -%}
        {%- set filled.text = "replace(\n" ~ filled.text ~ ", '{" ~ word ~ "}', coalesce(" ~ expression ~ ", '–'))" -%}
    {%- endfor -%}
    {{ filled.text }}
{%- endmacro %}
