{%- set part = 'part_repeats, part_recency, part_age, part_customers, '
    ~ function('customers_beyond') ~ '(part_repeats, part_customers), chances_at_start' -%}
{{ fit_in_two_stages(
    function('climb_buying_process'),
    function('buying_process_information'),
    arrays={
        'repeats': 'integer', 'recency': 'double precision', 'age': 'double precision',
        'customers': 'double precision',
    },
    data='repeats, recency, age, customers, '
    ~ function('customers_beyond') ~ '(repeats, customers), chances_at_start',
    part_data=part,
    start=function('start_buying_process') ~ '(' ~ part ~ ')',
    size=4,
) }}
