-- One pass over the cells. With k chances to leave (repeats, one more in MBG/NBD), A = r + repeats, u = alpha + age and
-- v = alpha + recency, a cell's log-likelihood is r ln(alpha) + Σ_{j<repeats} ln(r + j) + Σ_{j<k} ln((b + j) / (a + b + j))
-- - A ln(u) + ln(1 + exp(z)), with z = ln(a / (b + k - 1)) + A ln(u / v) the log-odds of having left (none where k = 0).
-- The two sums over j need no gamma function, and over all cells they are sums over numbers of repeats.
with parameters as (

    select
        exp(log_parameters[1]) as r,
        exp(log_parameters[2]) as alpha,
        exp(log_parameters[3]) as a,
        exp(log_parameters[4]) as b

),

cells as (

    select
        unnest(repeats) as x,
        unnest(recency) as t,
        unnest(age) as t_end,
        unnest(customers) as n

),

-- `offset 0` keeps the planner from computing a logarithm once for each place that it is used in
scaled as (

    select
        x,
        n,
        r + x as a_x,
        ln(alpha + t_end) as ln_u,
        1 / (alpha + t_end) as u_inverse,
        1 / (alpha + t) as v_inverse,
        ln((alpha + t_end) / (alpha + t)) as ln_ratio,
        a,
        b + x + chances_at_start - 1 as b_x
    from cells
    cross join parameters
    offset 0

),

odds as (

    select
        *,
        case when x + chances_at_start > 0 then ln(a / b_x) + a_x * ln_ratio end as z
    from scaled
    offset 0

),

decayed as (

    select
        *,
        coalesce(exp(greatest(-700, -abs(z))), 0) as e
    from odds
    offset 0

),

left_for_good as (

    select
        *,
        case when z > 0 then 1 / (1 + e) else e / (1 + e) end as p
    from decayed
    offset 0

),

cell_sums as (

    select
        sum(n) as n,
        sum(n * (coalesce(greatest(z, 0), 0) + ln(1 + e) - a_x * ln_u)) as ll,
        sum(n * (p * ln_ratio - ln_u)) as d_r,
        sum(n * a_x * (p * (u_inverse - v_inverse) - u_inverse)) as d_alpha,
        sum(n * p) as d_a,
        sum(case when z is not null then n * p / b_x end) as d_b
    from left_for_good

),

repeat_sums as (

    select
        coalesce(sum(beyond * ln(r + j)), 0) as ll,
        coalesce(sum(beyond / (r + j)), 0) as d_r
    from unnest(customers_beyond) with ordinality as counts (beyond, j_plus_1)
    cross join lateral (select j_plus_1 - 1 as j) as numbered
    cross join parameters

),

chance_sums as (

    select
        coalesce(sum(beyond * ln((b + j) / (a + b + j))), 0) as ll,
        coalesce(sum(beyond / (b + j)), 0) as stayed,
        coalesce(sum(beyond / (a + b + j)), 0) as any_outcome
    from unnest(
        case
            when chances_at_start = 1
                then (select sum(n) from unnest(customers) as counts (n)) || customers_beyond
            else customers_beyond
        end
    ) with ordinality as counts (beyond, j_plus_1)
    cross join lateral (select j_plus_1 - 1 as j) as numbered
    cross join parameters

)

select
    array[
        cell_sums.ll + n * r * ln(alpha) + repeat_sums.ll + chance_sums.ll,
        r * (cell_sums.d_r + n * ln(alpha) + repeat_sums.d_r),
        alpha * (cell_sums.d_alpha + n * r / alpha),
        cell_sums.d_a - a * any_outcome,
        b * (stayed - any_outcome - coalesce(d_b, 0))
    ]
from cell_sums
cross join repeat_sums
cross join chance_sums
cross join parameters
