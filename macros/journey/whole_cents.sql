{#-
    Rounds amounts to cents so that the group's add up to its exact total: all are rounded down, and the missing cents go to those
    that lost most by it (largest remainder, Hamilton's method); equal remainders in the order given.
-#}
{% macro whole_cents(amount, total, group, tie_order) -%}
    {%- set cents = "round(cast(100 * (" ~ amount ~ ") as numeric), 6)" -%}
    cast(
        (
            floor({{ cents }})
            + case
                when
                    row_number() over (
                        partition by {{ group }}
                        order by floor({{ cents }}) - {{ cents }}, {{ tie_order }}
                    ) <= 100 * ({{ total }}) - sum(floor({{ cents }})) over (partition by {{ group }})
                    then 1
                else 0
            end
        ) / 100 as numeric(14, 2)
    )
{%- endmacro %}
