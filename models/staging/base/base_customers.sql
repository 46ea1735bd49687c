{{ check_against_contract('customers') }}
