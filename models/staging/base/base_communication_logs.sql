{{ check_against_contract('communication_logs', known_customers=ref('base_known_customers')) }}
