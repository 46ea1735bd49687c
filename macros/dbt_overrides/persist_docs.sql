{#-
    As dbt does it, but in one statement, and without asking the catalog twice which of the columns there are: under an
    enforced contract it is all of them. The two questions take longer than most small models.
-#}
{% macro postgres__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- set wants_all = config.persist_relation_docs() and config.persist_column_docs() and for_relation and for_columns -%}
    {%- if wants_all and model.config.contract.enforced -%}
        {%- do run_query(comments_on_all(relation, model)) -%}
    {%- else -%}
        {{- default__persist_docs(relation, model, for_relation, for_columns) -}}
    {%- endif -%}
{%- endmacro %}


{% macro comments_on_all(relation, model) -%}
    {{ alter_relation_comment(relation, model.description) }}
    {%- for column in model.columns.values() %}
    comment on column {{ relation }}.{{ adapter.quote(column.name) if column.quote else column.name }}
    is {{ postgres_escape_comment(column.description) }};
    {%- endfor %}
{%- endmacro %}
