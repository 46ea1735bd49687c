{{ check_against_contract('predictive_metrics', known_customers=ref('base_known_customers')) }}
