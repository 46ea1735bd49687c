{{ check_against_contract(
    'acquisition_costs',
    exchange_rates=ref('stg_daily_exchange_rates'),
    priced_on='spend_date',
    as_of=ref('stg_as_of_date'),
) }}
