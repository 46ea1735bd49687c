{#-
    A query that gives each label of a relation the one it is shown under: its own, or `(other)` where there are more labels
    than a chart has room for and it is none of the largest. Ties go by name.
-#}
{% macro largest_labels(relation, label, size, most=7, within=none) -%}
    {%- set group = 'partition by ' ~ within if within else '' -%}
    select
        {{ within ~ ',' if within }}
        {{ label }},
        case
            when
                count(*) over ({{ group }}) <= {{ most }}
                or row_number() over ({{ group }} order by sum({{ size }}) desc, {{ label }} asc)
                < {{ most }}
                then {{ label }}
            else '(other)'
        end as shown_{{ label }}
    from {{ relation }}
    group by {{ '1, 2' if within else '1' }}
{%- endmacro %}
