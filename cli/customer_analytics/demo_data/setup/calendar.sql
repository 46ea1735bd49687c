-- How many of the customers sign up on each day: growth, a weekly rhythm, a quiet summer and a busy
-- last quarter. All seasonality is here, in when people become customers: the buying process that
-- starts then is the same all year, so that its truth stays what ops.demo_truth says.
create temporary table demo_calendar on commit drop as
with days as (

    select
        day_number,
        run.first_date + day_number as calendar_date,
        1 + truth.acquisition_growth * day_number / run.days as growth,
        case extract(month from run.first_date + day_number)::integer
            when 7 then 0.9
            when 8 then 0.88
            when 11 then 1 + truth.acquisition_q4_lift
            when 12 then 1 + truth.acquisition_q4_lift
            else 1
        end as season,
        case when extract(isodow from run.first_date + day_number) >= 6 then 1.15 else 0.94 end
            as weekday
    from demo_run as run
    cross join demo_truth as truth
    cross join generate_series(0, run.last_day) as days (day_number)

),

weights as (

    select
        day_number,
        calendar_date,
        growth * season * weekday as weight
    from days

)

select
    day_number,
    calendar_date,
    weight / sum(weight) over () as share,
    sum(weight) over (order by day_number) / sum(weight) over () as cumulative_share
from weights;
