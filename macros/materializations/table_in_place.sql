{#-
    A table whose rows are replaced in one transaction while the table itself stays. dbt's own `table` drops the
    old table with cascade, and the views over it with it: a build that is killed in between would leave a
    public view missing. Rows are deleted and not truncated, because a truncate shows an empty table to
    transactions that began before it. With --full-refresh, and where the columns have changed, it is
    rebuilt as `table` does it.
-#}
{% materialization table_in_place, adapter='postgres', supported_languages=['sql'] %}

    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}

    {%- if existing_relation is none or not existing_relation.is_table or should_full_refresh() -%}
        {{- return(context['materialization_table_default']()) -}}
    {%- endif -%}

    {%- if config.get('contract').enforced -%}
        {{- get_assert_columns_equivalent(sql) -}}
    {%- endif -%}
    {%- set new_rows = make_temp_relation(target_relation).include(database=false, schema=false) -%}
    {%- call statement('new_rows') -%}
        create temporary table {{ new_rows }} on commit drop as (
            {{ sql }}
        )
    {%- endcall -%}
    {%- set existing_columns = adapter.get_columns_in_relation(existing_relation) -%}
    {%- if columns_and_types(adapter.get_columns_in_relation(new_rows)) != columns_and_types(existing_columns) -%}
        {{- return(context['materialization_table_default']()) -}}
    {%- endif -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}

    {%- set column_list = existing_columns | map(attribute='quoted') | join(', ') -%}
    {%- call statement('main') -%}
        delete from {{ target_relation }};
        insert into {{ target_relation }} ({{ column_list }})
        select {{ column_list }} from {{ new_rows }};
    {%- endcall -%}

    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do persist_docs(target_relation, model) %}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}

    {{ return({'relations': [target_relation]}) }}

{% endmaterialization %}


{% macro columns_and_types(columns) -%}
    {%- set found = [] -%}
    {%- for column in columns -%}
        {%- do found.append(column.name ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}
    {{- return(found | sort) -}}
{%- endmacro %}
