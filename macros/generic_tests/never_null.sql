{#- Rows that lack one of the columns: one pass over a large view instead of a `not_null` test for each column. -#}
{% test never_null(model, columns) %}

    select {{ columns | join(', ') }}
    from {{ model }}
    where
        {{ columns | join(' is null\n        or ') }} is null

{% endtest %}
