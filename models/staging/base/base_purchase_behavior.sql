{{ check_against_contract(
    'purchase_behavior',
    known_customers=ref('base_known_customers'),
    exchange_rates=ref('stg_daily_exchange_rates'),
    priced_on=day_of('ordered_at'),
    as_of=ref('stg_as_of_date'),
) }}
