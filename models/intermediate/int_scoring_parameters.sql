-- One row per snapshot: the parameters that its customers are scored with, null where no fit has succeeded.
with buying_process_fits as (

    select
        *,
        {{ floats_of_json("fit ->> 'log_parameters'") }} as log_parameters,
        cast(fit ->> 'log_likelihood' as {{ dbt.type_float() }}) as log_likelihood
    from {{ ref('int_buying_process_fits') }}
    where cast(fit ->> 'is_converged' as boolean)

),

ranked_processes as (

    select
        *,
        row_number() over (partition by snapshot order by log_likelihood desc, model asc) as place
    from buying_process_fits

),

spend_fits as (

    select
        *,
        {{ floats_of_json("fit ->> 'log_parameters'") }} as log_parameters
    from {{ ref('int_spend_fits') }}
    where cast(fit ->> 'is_converged' as boolean)

),

prediction_dates as (

    select * from {{ ref('int_prediction_dates') }}
    where snapshot <> 'training'

)

select
    prediction_dates.snapshot,
    prediction_dates.snapshot_date,
    prediction_dates.horizon_days,
    ranked_processes.model as buying_process_model,
    array[
        exp(ranked_processes.log_parameters[1]),
        exp(ranked_processes.log_parameters[2]),
        exp(ranked_processes.log_parameters[3]),
        exp(ranked_processes.log_parameters[4]),
        cast(ranked_processes.chances_at_start as {{ dbt.type_float() }})
    ] as buying_process,
    spend_fits.model as spend_model_name,
    array[
        exp(spend_fits.log_parameters[1]),
        exp(spend_fits.log_parameters[2]),
        exp(spend_fits.log_parameters[3])
    ] as spend_model
from prediction_dates
left join ranked_processes
    on prediction_dates.snapshot = ranked_processes.snapshot and ranked_processes.place = 1
left join spend_fits
    on prediction_dates.snapshot = spend_fits.snapshot
