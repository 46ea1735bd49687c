{#-
    dbt-postgres makes scalar functions in SQL alone, parallel unsafe, and leaves the old function beside the new
    one when an argument is added. These two say the language (config.meta.language), let workers call the
    function, and drop what has the same name and another signature.
-#}
{% macro postgres__scalar_function_create_replace_signature_sql(target_relation) %}
    {% do drop_other_signatures(target_relation) %}
    create or replace function {{ target_relation.render() }} ({{ formatted_scalar_function_args_sql() }})
    returns {{ model.returns.data_type }}
    language {{ model.config.meta.get('language', 'sql') }}
    {{ scalar_function_volatility_sql() }}
    parallel safe
    as
{% endmacro %}


{% macro postgres__scalar_function_body_sql() %}
    {#- without the database's name, so that the function works in a copy or a restored dump of another name #}
    $function$
    {{ model.compiled_code | replace(adapter.quote(model.database) ~ '.', '') }}
    $function$
{% endmacro %}


{% macro drop_other_signatures(target_relation) %}
    {% set other_signatures = run_query(
        "select cast(pg_proc.oid as regprocedure) as signature"
        " from pg_proc"
        " where pg_proc.pronamespace = cast(" ~ dbt.string_literal(adapter.quote(target_relation.schema)) ~ " as regnamespace)"
        " and pg_proc.proname = " ~ dbt.string_literal(target_relation.identifier) ~
        " and (pg_proc.proargnames, cast(string_to_array(cast(pg_proc.proargtypes as text), ' ') as oid []),"
        " pg_proc.prorettype, pg_proc.pronargdefaults) is distinct from (" ~ signature_of_model() ~ ")"
    ) %}
    {% for (signature,) in other_signatures.rows %}
        {% do run_query("drop function " ~ signature) %}
    {% endfor %}
{% endmacro %}


{#- Names and types of the arguments, type of the result, number of defaults: as pg_proc has them. -#}
{% macro signature_of_model() -%}
    {%- set names, types, defaults = [], [], [] -%}
    {%- for argument in model.arguments -%}
        {%- do names.append(dbt.string_literal(argument.name)) -%}
        {%- do types.append("cast(cast(" ~ dbt.string_literal(argument.data_type) ~ " as regtype) as oid)") -%}
        {%- if argument.get('default_value') is not none -%}
            {%- do defaults.append(argument.name) -%}
        {%- endif -%}
    {%- endfor -%}
    array[{{ names | join(', ') }}], array[{{ types | join(', ') }}],
    cast(cast({{ dbt.string_literal(model.returns.data_type) }} as regtype) as oid),
    {{ defaults | length }}
{%- endmacro %}
