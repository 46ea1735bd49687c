-- One row per day since the first purchase: the share of customers who have not bought again by then.
-- Kaplan and Meier (1958), Journal of the American Statistical Association 53, with Greenwood's (1926) standard error.
{% set so_far %}(
            order by days_since_first_purchase rows between unbounded preceding and current row
        ){% endset %}

with customers as (

    select * from {{ ref('int_customer_repeat') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

first_dates as (

    select min(first_purchase_date) as first_date
    from customers

),

dates as (

    select
        first_dates.first_date,
        {{ each_day('first_dates.first_date', 'as_of.as_of_date') }} as day_date
    from first_dates
    cross join as_of

),

outcomes as (

    select
        observed_days,
        sum(case when has_bought_again then 1 else 0 end) as second_purchases,
        sum(case when has_bought_again then 0 else 1 end) as censored_customers
    from customers
    group by 1

),

daily_outcomes as (

    select
        dates.day_date - dates.first_date as days_since_first_purchase,
        coalesce(outcomes.second_purchases, 0) as second_purchases,
        coalesce(outcomes.censored_customers, 0) as censored_customers,
        -- who drops out on a day is watched to its end; they leave the risk set on the day after
        sum(
            coalesce(outcomes.second_purchases, 0) + coalesce(outcomes.censored_customers, 0)
        ) over (
            order by dates.day_date desc rows between unbounded preceding and current row
        ) as customers_at_risk
    from dates
    left join outcomes
        on dates.day_date - dates.first_date = outcomes.observed_days

),

hazards as (

    select
        *,
        {{ rate('second_purchases', 'customers_at_risk') }} as hazard_rate,
        {{ rate(
            'second_purchases', 'customers_at_risk * (customers_at_risk - second_purchases)'
        ) }} as greenwood_term
    from daily_outcomes
    where customers_at_risk > 0

),

-- a product as a sum of logarithms; where all at risk have bought the curve is 0 and has none
sums as (

    select
        *,
        max(hazard_rate) over {{ so_far }} = 1 as has_ended,
        sum(case when hazard_rate < 1 then ln(1 - hazard_rate) end) over {{ so_far }}
            as log_survival,
        sum(greenwood_term) over {{ so_far }} as greenwood_sum
    from hazards

),

curve as (

    select
        *,
        case when has_ended then 0 else exp(log_survival) end as survival_rate,
        case when not has_ended then exp(log_survival) * sqrt(greenwood_sum) end as standard_error,
        -- on the scale of log(-log S) the interval stays within 0 and 1 (Kalbfleisch and Prentice 1980)
        case
            when has_ended then null
            when log_survival = 0 then 0
            else 1.959963984540054 * sqrt(greenwood_sum) / -log_survival
        end as log_log_width
    from sums

)

select
    days_since_first_purchase,
    cast(customers_at_risk as integer) as customers_at_risk,
    cast(second_purchases as integer) as second_purchases,
    cast(censored_customers as integer) as censored_customers,
    {{ round_off('hazard_rate') }} as hazard_rate,
    {{ round_off('survival_rate') }} as survival_rate,
    {{ round_off('standard_error') }} as standard_error,
    {{ round_off('1 - survival_rate') }} as repeat_rate,
    {{ round_off('1 - ' ~ safe_exp('log_survival * (' ~ safe_exp('-log_log_width') ~ ')')) }}
        as repeat_rate_low,
    {{ round_off('1 - ' ~ safe_exp('log_survival * (' ~ safe_exp('log_log_width') ~ ')')) }}
        as repeat_rate_high
from curve
