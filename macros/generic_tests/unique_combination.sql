{#- Combinations of the columns that stand in more than one row: the grain of a model with a compound key. -#}
{% test unique_combination(model, columns) %}

    select {{ columns | join(', ') }}
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1

{% endtest %}
