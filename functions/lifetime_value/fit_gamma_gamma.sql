-- The start: a coefficient of variation of 1 within customers, and as much between.
{{ fit_in_two_stages(
    function('climb_gamma_gamma'),
    function('gamma_gamma_information'),
    arrays={
        'repeats': 'integer', 'average_spend': 'double precision', 'customers': 'double precision',
    },
    data='repeats, average_spend, customers',
    part_data='part_repeats, part_average_spend, part_customers',
    start='array[ln(1), ln(3), ln(2 * (select avg(m) from unnest(part_average_spend) as means (m)))]',
    size=3,
) }}
