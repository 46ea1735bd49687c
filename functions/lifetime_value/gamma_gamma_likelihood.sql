-- One pass over the cells. With s = repeats × average spend, a customer's log-likelihood is ln Γ(p x + q) - ln Γ(p x) - ln Γ(q)
-- + q ln(gamma) + (p x - 1) ln(average) + p x ln(x) - (p x + q) ln(gamma + s). The gamma functions depend on x alone.
with parameters as (

    select
        exp(log_parameters[1]) as p,
        exp(log_parameters[2]) as q,
        exp(log_parameters[3]) as gamma

),

cells as (

    select
        unnest(repeats) as x,
        unnest(average_spend) as average,
        unnest(customers) as n

),

repeat_sums as (

    select
        x,
        sum(n) as n,
        sum(n * ln(average)) as log_average,
        sum(n * ln(gamma + x * average)) as log_scale,
        sum(n / (gamma + x * average)) as scale_inverse
    from cells
    cross join parameters
    group by 1

),

repeat_terms as (

    select
        n,
        n * (
            {{ function('log_gamma') }}(p * x + q) - {{ function('log_gamma') }}(p * x)
            - {{ function('log_gamma') }}(q) + q * ln(gamma) + p * x * ln(x)
        ) + (p * x - 1) * log_average - (p * x + q) * log_scale as ll,
        x * (
            n * ({{ function('digamma') }}(p * x + q) - {{ function('digamma') }}(p * x) + ln(x))
            + log_average - log_scale
        ) as d_p,
        n * ({{ function('digamma') }}(p * x + q) - {{ function('digamma') }}(q) + ln(gamma)) - log_scale as d_q,
        n * q / gamma - (p * x + q) * scale_inverse as d_gamma
    from repeat_sums
    cross join parameters

)

select array[sum(ll), min(p) * sum(d_p), min(q) * sum(d_q), min(gamma) * sum(d_gamma)]
from repeat_terms
cross join parameters
