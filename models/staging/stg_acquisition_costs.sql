-- One row per day, channel and campaign of marketing spend up to the as-of date, in the reporting currency.
with costs as (

    select * from {{ ref('base_acquisition_costs') }}
    where {{ keeps_the_contract() }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

costs_as_of as (

    select
        costs.spend_date,
        costs.channel,
        costs.campaign,
        cast(round(costs.spend * costs.exchange_rate, 2) as numeric(14, 2)) as spend,
        costs.impressions,
        costs.clicks
    from costs
    cross join as_of
    where costs.spend_date <= as_of.as_of_date

)

select * from costs_as_of
