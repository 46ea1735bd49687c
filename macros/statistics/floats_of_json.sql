{#- The text of a JSON array of numbers, of one dimension or more, as an array of double precision. -#}
{% macro floats_of_json(json_text) -%}
    cast(translate({{ json_text }}, '[]', '{}') as double precision [])
{%- endmacro %}
