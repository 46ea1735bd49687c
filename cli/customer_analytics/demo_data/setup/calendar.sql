-- How many of the customers sign up on each day: growth, a weekly rhythm, a quiet summer and a busy
-- last quarter. All seasonality is here, in when people become customers: the buying process that
-- starts then is the same all year, so that its truth stays what ops.demo_truth says.
create temporary table demo_calendar on commit drop as
with numbered as (

    select
        numbers.day_number,
        run.first_date + numbers.day_number as calendar_date,
        numbers.day_number / run.length_days::double precision as progress
    from demo_run as run
    cross join generate_series(0, run.last_day) as numbers (day_number)

),

weights as (

    select
        numbered.day_number,
        numbered.calendar_date,
        (1 + truth.acquisition_growth * numbered.progress)
        * case
            when extract(month from numbered.calendar_date) in (7, 8) then 0.9
            when extract(month from numbered.calendar_date) >= 11 then 1 + truth.acquisition_q4_lift
            else 1
        end
        * case when extract(isodow from numbered.calendar_date) >= 6 then 1.15 else 0.94 end
            as weight
    from numbered
    cross join demo_truth as truth

)

select
    day_number,
    calendar_date,
    extract(month from calendar_date) >= 11 as is_gift_season,
    weight / sum(weight) over () as portion,
    sum(weight) over (order by day_number) / sum(weight) over () as cumulative_share
from weights;
