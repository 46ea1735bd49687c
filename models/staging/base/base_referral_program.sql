{{ check_against_contract('referral_program', known_customers=ref('base_known_customers')) }}
