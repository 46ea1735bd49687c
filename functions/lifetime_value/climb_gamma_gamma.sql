{{ climb_likelihood(
    function('gamma_gamma_likelihood'),
    function('gamma_gamma_information'),
    'repeats, average_spend, customers',
    lowest=[-9, -9, -20],
    highest=[9, 9, 30]
) }}
