-- One row per snapshot, probability model and parameter: its estimate, and how well the data know it.
with fits as (

    select
        snapshot,
        model,
        fit,
        array['r', 'alpha', 'a', 'b'] as parameter_names
    from {{ ref('int_buying_process_fits') }}
    union all
    select
        snapshot,
        model,
        fit,
        array['p', 'q', 'gamma'] as parameter_names
    from {{ ref('int_spend_fits') }}

)

select
    fits.snapshot,
    fits.model,
    estimates.name,
    estimates.place,
    estimates.is_at_bound,
    exp(estimates.log_parameter) as parameter,
    -- by the delta method: the fit is on the logarithms
    exp(estimates.log_parameter) * estimates.log_standard_error as standard_error,
    coalesce(estimates.log_standard_error > 1, true) as is_vague
from fits
cross join
    lateral unnest(
        fits.parameter_names,
        {{ floats_of_json("fits.fit ->> 'log_parameters'") }},
        {{ floats_of_json("fits.fit ->> 'log_standard_errors'") }},
        cast(translate(fits.fit ->> 'at_bound', '[]', '{}') as boolean[])
    ) with ordinality
        as estimates (name, log_parameter, log_standard_error, is_at_bound, place)
where fits.fit is not null
