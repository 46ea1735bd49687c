-- The best of a small grid, which is scaled by the data's own rate of repeat purchases.
with rates as (

    select
        sum(n * x) / sum(n * t_end) as repeats_per_time
    from unnest(repeats, age, customers) as cells (x, t_end, n)

),

candidates as (

    select array[ln(r), ln(r / repeats_per_time), ln(a), ln(b)] as log_parameters
    from rates
    cross join unnest('{0.3, 1, 3}'::double precision []) as shapes (r)
    cross join unnest('{0.3, 1.5}'::double precision []) as leaving (a)
    cross join unnest('{1, 5}'::double precision []) as staying (b)

)

select log_parameters
from candidates
order by ({{ function('buying_process_likelihood') }}(
    log_parameters, repeats, recency, age, customers, customers_beyond, chances_at_start
))[1] desc
limit 1
