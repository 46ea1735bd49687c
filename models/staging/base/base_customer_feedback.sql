{{ check_against_contract('customer_feedback', known_customers=ref('base_known_customers')) }}
