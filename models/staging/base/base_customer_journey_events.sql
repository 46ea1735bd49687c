{{ check_against_contract('customer_journey_events', known_customers=ref('base_known_customers')) }}
