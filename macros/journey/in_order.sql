{#-
    Aggregates over rows in an order. All of one query that ask for the same order share one sort, on PostgreSQL from 16 on;
    windows would have to carry every column of every row on to the aggregate behind them.
-#}
{% macro first_in_order(column, order, where=none) -%}
    {{- return(adapter.dispatch('first_in_order')(column, order, where or column ~ ' is not null')) -}}
{%- endmacro %}

{% macro postgres__first_in_order(column, order, where) -%}
    (array_agg({{ column }} order by {{ order }}) filter (where {{ where }}))[1]
{%- endmacro %}


{% macro last_in_order(column, order) -%}
    {{- return(adapter.dispatch('last_in_order')(column, order)) -}}
{%- endmacro %}

{% macro postgres__last_in_order(column, order) -%}
    (array_agg({{ column }} order by {{ order }}))[cast(count(*) as integer)]
{%- endmacro %}


{#- All values, nulls among them, as the text of a JSON array, which unlike an array may stand in the rows of a unit test. -#}
{% macro list_in_order(column, order) -%}
    {{- return(adapter.dispatch('list_in_order')(column, order)) -}}
{%- endmacro %}

{% macro postgres__list_in_order(column, order) -%}
    cast(json_agg({{ column }} order by {{ order }}) as text)
{%- endmacro %}


{#- The values of such a list and their places, from 1, to be joined laterally. -#}
{% macro each_in_list(list) -%}
    {{- return(adapter.dispatch('each_in_list')(list)) -}}
{%- endmacro %}

{% macro postgres__each_in_list(list) -%}
    json_array_elements_text(cast({{ list }} as json)) with ordinality
{%- endmacro %}
