-- One row per snapshot and probability model: what was fitted, how well, and whether it is used.
with buying_process_fits as (

    select * from {{ ref('int_buying_process_fits') }}

),

spend_fits as (

    select * from {{ ref('int_spend_fits') }}

),

scoring_parameters as (

    select * from {{ ref('int_scoring_parameters') }}

),

fits as (

    select
        snapshot,
        model,
        customers,
        repeat_buyers,
        cells,
        cast(null as {{ dbt.type_float() }}) as frequency_spend_correlation,
        fit,
        chances_at_start
    from buying_process_fits
    union all
    select
        snapshot,
        model,
        customers,
        repeat_buyers,
        cells,
        frequency_spend_correlation,
        fit,
        null as chances_at_start
    from spend_fits

),

estimates as (

    select * from {{ ref('int_clv_estimates') }}

),

estimates_of_fit as (

    select
        snapshot,
        model,
        {% for name in ['r', 'alpha', 'a', 'b', 'p', 'q', 'gamma'] -%}
        max(case when name = '{{ name }}' then parameter end) as {{ name }},
        max(case when name = '{{ name }}' then standard_error end) as {{ name }}_standard_error,
        {% endfor -%}
        array_agg(parameter order by place) as parameters,
        string_agg(name, ', ' order by place) filter (where is_at_bound) as run_away,
        string_agg(name, ', ' order by place) filter (where is_vague and not is_at_bound) as vague
    from estimates
    group by 1, 2

)

select
    fits.snapshot,
    scoring_parameters.snapshot_date as fitted_to_date,
    fits.model,
    case
        when fits.fit is null then 'too little data'
        when cast(fits.fit ->> 'is_converged' as boolean) then 'fitted'
        else 'not converged'
    end as status,
    nullif(concat_ws(
        '; ',
        'run away to the bound: ' || estimates_of_fit.run_away,
        'a ridge, not known within a factor of e: ' || estimates_of_fit.vague,
        case
            when fits.fit is not null and abs(fits.frequency_spend_correlation) > 0.3
                then 'spend depends on frequency, and the model assumes that it does not'
        end
    ), '') as warning,
    fits.customers,
    fits.repeat_buyers,
    fits.cells,
    cast(fits.fit ->> 'iterations' as integer) as iterations,
    cast(fits.fit ->> 'log_likelihood' as {{ dbt.type_float() }}) as log_likelihood,
    {% for name in ['r', 'alpha', 'a', 'b', 'p', 'q', 'gamma'] -%}
    estimates_of_fit.{{ name }},
    estimates_of_fit.{{ name }}_standard_error,
    {% endfor -%}
    fits.frequency_spend_correlation,
    -- as the SQL functions want them
    case
        when fits.chances_at_start is null then estimates_of_fit.parameters
        when estimates_of_fit.parameters is not null
            then
                estimates_of_fit.parameters || cast(fits.chances_at_start as {{ dbt.type_float() }})
    end as parameters,
    coalesce(
        fits.model in (
            scoring_parameters.buying_process_model, scoring_parameters.spend_model_name
        ),
        false
    ) as is_used
from fits
inner join scoring_parameters
    on fits.snapshot = scoring_parameters.snapshot
left join estimates_of_fit
    on fits.snapshot = estimates_of_fit.snapshot and fits.model = estimates_of_fit.model
