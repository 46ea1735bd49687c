-- Ages that are in no band, or in several.
with ages as (

    select age from generate_series(0, 120) as years (age)

)

select
    ages.age,
    count(age_bands.segment) as bands
from ages
left join {{ ref('age_bands') }} as age_bands
    on ages.age between age_bands.min_age and age_bands.max_age
group by 1
having count(age_bands.segment) <> 1
