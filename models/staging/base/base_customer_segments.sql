{{ check_against_contract('customer_segments', known_customers=ref('base_known_customers')) }}
