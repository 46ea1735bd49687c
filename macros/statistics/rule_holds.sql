{#- A limit of a rules table holds: an empty limit always does, a value that is missing never meets one that is set. -#}
{% macro rule_holds(value, minimum, maximum=none) -%}
    ({{ minimum }} is null or {{ value }} >= {{ minimum }})
    {%- if maximum %}
    and ({{ maximum }} is null or {{ value }} <= {{ maximum }})
    {%- endif -%}
{%- endmacro %}
