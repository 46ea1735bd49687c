{#- Totals of the model that differ from those of another relation; nothing to add up is 0. -#}
{% test same_total(model, to, totals, where='true', to_where='true') %}

    with totals_here as (

        select
            {%- for here in totals %}
            coalesce({{ here }}, 0) as total_{{ loop.index }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ model }}
        where {{ where }}

    ),

    totals_there as (

        select
            {%- for there in totals.values() %}
            coalesce({{ there }}, 0) as total_{{ loop.index }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ to }}
        where {{ to_where }}

    )

    select
        totals_here.*
        {%- for there in totals.values() %},
        totals_there.total_{{ loop.index }} as expected_{{ loop.index }}
        {%- endfor %}
    from totals_here
    cross join totals_there
    where
        false
        {%- for there in totals.values() %}
        or abs(totals_here.total_{{ loop.index }} - totals_there.total_{{ loop.index }})
        > 0.000001 * abs(totals_there.total_{{ loop.index }})
        {%- endfor %}

{% endtest %}
