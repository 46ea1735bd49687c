-- Euros for one unit of each currency that orders are placed in, by month: a slow wave around a level,
-- like a real rate, and the same in every run over the same months.
create temporary table demo_rates on commit drop as
with currencies (currency, level, swing) as (

    values
    ('EUR', 1.0, 0.0),
    ('USD', 0.91, 0.035),
    ('GBP', 1.17, 0.02)

),

months as (

    select months.month_start::date as rate_date
    from demo_run as run
    cross join
        generate_series(
            date_trunc('month', run.first_date), run.last_date, interval '1 month'
        ) as months (month_start)

)

select
    currencies.currency,
    months.rate_date,
    round(
        currencies.level
        + currencies.swing * sin(extract(epoch from months.rate_date) / 6e6)::numeric,
        4
    ) as rate
from currencies
cross join months;

insert into raw.exchange_rates (currency, rate_date, rate, updated_at)
select
    currency,
    rate_date,
    rate,
    rate_date::timestamp at time zone 'UTC'
from demo_rates
where currency <> 'EUR';
