{{ check_against_contract(
    'customer_satisfaction_scores',
    known_customers=ref('base_known_customers'),
) }}
