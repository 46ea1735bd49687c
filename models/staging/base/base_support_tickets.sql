{{ check_against_contract('support_tickets', known_customers=ref('base_known_customers')) }}
