{#- Bands [minimum, maximum) that do not begin where the one before them ends, or are empty, and ends that are closed. -#}
{% test no_gap(model, within=none) %}

    {% set in_order %}({% if within %}partition by {{ within }} {% endif %}order by minimum nulls first){% endset %}

    with bands as (

        select
            *,
            row_number() over {{ in_order }} as band_number,
            lag(maximum) over {{ in_order }} as previous_maximum,
            lead(minimum) over {{ in_order }} as next_minimum
        from {{ model }}

    )

    select *
    from bands
    where
        (band_number = 1 and minimum is not null)
        or (band_number > 1 and (minimum is null or previous_maximum is null))
        or (band_number > 1 and minimum <> previous_maximum)
        or (next_minimum is null and maximum is not null)
        or minimum >= maximum

{% endtest %}
