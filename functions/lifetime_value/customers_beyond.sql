select coalesce(array_agg(beyond order by j), '{}')
from (
    select
        numbers.j,
        sum(coalesce(counts.n, 0)) over (order by numbers.j desc) as beyond
    from generate_series(0, (select max(x) - 1 from unnest(repeats) as cells (x))) as numbers (j)
    left join (
        select
            x,
            sum(n) as n
        from unnest(repeats, customers) as cells (x, n)
        group by 1
    ) as counts
        on counts.x = numbers.j + 1
) as survivors
