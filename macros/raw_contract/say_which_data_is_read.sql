{#- Log where the run's numbers come from, and warn who reads the sample although files have been loaded. -#}
{% macro say_which_data_is_read() -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'seed'] -%}
        {%- if not var('use_sample_data') -%}
            {%- do log('Reading the loaded tables in the schema ' ~ loaded_purchases().schema ~ '.', info=true) -%}
        {%- elif holds_rows(loaded_purchases()) -%}
            {%- do exceptions.warn(
                'This run reads the ten-customer sample although ' ~ loaded_purchases()
                ~ " holds rows. To read those: --vars 'use_sample_data: false'"
            ) -%}
        {%- else -%}
            {%- do log('Reading the ten-customer sample.', info=true) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{% macro loaded_purchases() -%}
    {{- return(api.Relation.create(
        database=target.database,
        schema=var('schema_prefix') ~ var('raw_schema'),
        identifier='purchase_behavior'
    )) -}}
{%- endmacro %}


{% macro holds_rows(relation) -%}
    {%- if not adapter.get_relation(relation.database, relation.schema, relation.identifier) -%}
        {{- return(false) -}}
    {%- endif -%}
    {%- set found = run_query('select 1 from ' ~ relation ~ ' limit 1') -%}
    {{- return(found.rows | length > 0) -}}
{%- endmacro %}
