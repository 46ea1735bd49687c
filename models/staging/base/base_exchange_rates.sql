{{ check_against_contract('exchange_rates') }}
