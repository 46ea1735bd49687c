{#- The visit that an event belongs to: its session; without one, what a visitor does on one day. -#}
{% macro visit_of_event() -%}
    coalesce(
        session_id,
        coalesce(anonymous_id, customer_id) || ' ' || cast(event_date as {{ dbt.type_string() }})
    )
{%- endmacro %}


{#- The stage that an event shows; a purchase is one, whether its source names stages or not. -#}
{% macro stage_of_event() -%}
    coalesce(stage, case when event_type = 'purchase' then 'purchase' end)
{%- endmacro %}
