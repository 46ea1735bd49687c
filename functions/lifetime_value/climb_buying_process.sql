{{ climb_likelihood(
    function('buying_process_likelihood'),
    function('buying_process_information'),
    'repeats, recency, age, customers, customers_beyond, chances_at_start',
    lowest=[-9, -9, -9, -9],
    highest=[9, 12, 4.5, 9]
) }}
