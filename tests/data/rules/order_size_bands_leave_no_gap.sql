-- Bands that do not begin where the one before them ends, and measures whose ends are closed.
with bands as (

    select
        measure,
        band,
        minimum,
        maximum,
        row_number() over (partition by measure order by minimum nulls first) as band_number,
        lag(maximum) over (partition by measure order by minimum nulls first) as previous_maximum,
        lead(minimum) over (partition by measure order by minimum nulls first) as next_minimum
    from {{ ref('order_size_bands') }}

)

select *
from bands
where
    (band_number = 1 and minimum is not null)
    or (band_number > 1 and (minimum is null or previous_maximum is null))
    or (band_number > 1 and minimum <> previous_maximum)
    or (next_minimum is null and maximum is not null)
    or minimum >= maximum
