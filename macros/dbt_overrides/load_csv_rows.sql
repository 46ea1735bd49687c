{#-
    As dbt loads a seed, but for one thing: it asks for the placeholder of a value once and not for each value, which took
    most of the time of a lexicon of 7,600 lines.
-#}
{% macro postgres__load_csv_rows(model, agate_table) -%}
    {%- set columns = get_seed_column_quoted_csv(model, agate_table.column_names) -%}
    {%- set placeholders = '(' ~ ([get_binding_char()] * agate_table.column_names | length) | join(', ') ~ ')' -%}
    {%- set statements = [] -%}
    {%- for rows in agate_table.rows | batch(get_batch_size()) -%}
        {%- set values = [] -%}
        {%- for row in rows -%}{%- do values.extend(row) -%}{%- endfor -%}
        {%- set insert_sql -%}
            insert into {{ this.render() }} ({{ columns }}) values
            {{ ([placeholders] * rows | length) | join(',\n') }}
        {%- endset -%}
        {%- do adapter.add_query(insert_sql, bindings=values, abridge_sql_log=True) -%}
        {%- do statements.append(insert_sql) -%}
    {%- endfor -%}
    {{- return(statements | first | default('')) -}}
{%- endmacro %}
