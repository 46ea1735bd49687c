{#-
    Tells the planner how many different combinations of some columns a table holds; from the columns alone it guesses too
    few, hashes where it should sort, and spills. Use: config(post_hook="{{ count_together(['a', 'b']) }}")
-#}
{% macro count_together(columns) -%}
    {{- return(adapter.dispatch('count_together')(this, columns)) -}}
{%- endmacro %}

{% macro postgres__count_together(relation, columns) -%}
    {%- set statistics = relation.incorporate(path={'identifier': relation.identifier ~ '_combinations'}) -%}
    {#- the table that this one has replaced is still there, and holds the name -#}
    drop statistics if exists {{ statistics.include(database=false) }};
    create statistics {{ statistics.include(database=false) }} (ndistinct)
    on {{ columns | join(', ') }} from {{ relation }};
    analyze {{ relation }}
{%- endmacro %}
