{#-
    After a table is built the planner knows nothing of it until autovacuum comes round, and the next models read it at once.
    How many different combinations of columns there are it guesses from each alone, expects too few, hashes where it
    should sort, and spills; a model that is grouped or joined by several names them: config(meta={'grouped_by': ['a', 'b']})
-#}
{% macro analyze_table() -%}
    {%- if model.config.materialized != 'view' -%}
        {{- return(adapter.dispatch('analyze_table')(this, model.config.meta.grouped_by)) -}}
    {%- endif -%}
{%- endmacro %}

{% macro postgres__analyze_table(relation, grouped_by) -%}
    {%- if grouped_by %}
    {%- set combinations = relation.incorporate(path={'identifier': relation.identifier ~ '_combinations'}).include(database=false) %}
    -- the table that this one has replaced is still there, and holds the name
    drop statistics if exists {{ combinations }};
    create statistics {{ combinations }} (ndistinct)
    on {{ grouped_by | join(', ') }} from {{ relation }};
    {%- endif %}
    analyze {{ relation }}
{%- endmacro %}
