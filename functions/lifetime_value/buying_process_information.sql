{{ information_of_likelihood(
    function('buying_process_likelihood'),
    'repeats, recency, age, customers, customers_beyond, chances_at_start',
    4
) }}
