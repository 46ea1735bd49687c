{{ information_of_likelihood(
    function('gamma_gamma_likelihood'), 'repeats, average_spend, customers', 3
) }}
