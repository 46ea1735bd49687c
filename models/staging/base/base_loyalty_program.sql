{{ check_against_contract('loyalty_program', known_customers=ref('base_known_customers')) }}
