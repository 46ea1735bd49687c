{#-
    Schemas are named for their layer (staging, marts …), not for the target: on a database of one's own
    they are exactly those of the design. Developers who share a server set the var schema_prefix.
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ var('schema_prefix', '') }}{{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}


{#- The sample's seeds are called sample_<raw table> in the project and <raw table> in the schema sample. -#}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- if custom_alias_name -%}
        {{ custom_alias_name | trim }}
    {%- elif node.resource_type == 'seed' and node.name.startswith('sample_') -%}
        {{ node.name | replace('sample_', '', 1) }}
    {%- else -%}
        {{ node.name }}
    {%- endif -%}
{%- endmacro %}
