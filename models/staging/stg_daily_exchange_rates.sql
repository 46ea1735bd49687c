-- One row per foreign currency and day: the rate that holds on that day, so that money joins on equality.
{{ config(materialized='incremental', incremental_strategy='replace_all_rows') }}

with exchange_rates as (

    select * from {{ ref('base_exchange_rates') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

rate_periods as (

    select
        currency,
        rate_date as valid_from,
        rate,
        lead(rate_date) over (partition by currency order by rate_date) as next_rate_date
    from exchange_rates

),

known_periods as (

    select
        rate_periods.currency,
        rate_periods.rate,
        rate_periods.valid_from,
        least(
            as_of.as_of_date,
            coalesce({{ dbt.dateadd('day', -1, 'rate_periods.next_rate_date') }}, as_of.as_of_date)
        ) as valid_to
    from rate_periods
    cross join as_of

),

daily_rates as (

    select
        currency,
        rate,
        {{ each_day('valid_from', 'valid_to') }} as rate_date
    from known_periods

)

select
    currency,
    rate_date,
    rate
from daily_rates
