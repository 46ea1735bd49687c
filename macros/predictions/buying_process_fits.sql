{#- Query of the fits of one kind of buying process, per snapshot. -#}
{% macro buying_process_fits(model, chances_at_start) -%}
with cells as (

    select * from {{ ref('int_buying_process_cells') }}
    {%- if var('buying_process') not in (none, model) %}
    where false  -- another one was asked for
    {%- endif %}

)

select
    snapshot,
    '{{ model }}' as model,
    {{ chances_at_start }} as chances_at_start,
    cells,
    customers,
    repeat_buyers,
    case
        when repeat_buyers >= {{ var('minimum_repeat_buyers') }}
            then {{ function('fit_buying_process') }}(
                    repeats, recency, age, cell_customers, {{ chances_at_start }}
                )
    end as fit
from cells
{%- endmacro %}
