{#- What points on an account may cost one day, as money; the worth of a point is an assumption (var loyalty_point_value). -#}
{% macro points_liability(points) -%}
    cast(round({{ points }} * {{ var('loyalty_point_value') }}, 2) as numeric(14, 2))
{%- endmacro %}
