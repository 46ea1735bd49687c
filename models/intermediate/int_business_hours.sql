-- One row per day and span of business hours since the first ticket: when it opens and closes, and the hours before it.
with tickets as (

    select * from {{ ref('stg_support_tickets') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

business_hours as (

    select * from {{ ref('business_hours') }}

),

holidays as (

    select * from {{ ref('business_holidays') }}

),

observed as (

    select
        min(tickets.opened_date) as first_date,
        -- what still waits has waited until the next day begins
        max(as_of.as_of_date) + 1 as last_date
    from tickets
    cross join as_of

),

observed_days as (

    select {{ each_day('first_date', 'last_date') }} as business_date
    from observed

),

dated_days as (

    select
        business_date,
        {{ iso_weekday('business_date') }} as iso_weekday,
        cast(extract(year from business_date) as integer) as holiday_year,
        cast(extract(month from business_date) as integer) as holiday_month,
        cast(extract(day from business_date) as integer) as holiday_day
    from observed_days

),

open_days as (

    select dated_days.*
    from dated_days
    left join holidays
        on
            dated_days.holiday_month = holidays.holiday_month
            and dated_days.holiday_day = holidays.holiday_day
            and (
                holidays.holiday_year is null
                or dated_days.holiday_year = holidays.holiday_year
            )
    where holidays.holiday is null

),

spans as (

    select
        open_days.business_date,
        {{ moment_of('open_days.business_date', 'business_hours.opens') }} as opens_at,
        {{ moment_of('open_days.business_date', 'business_hours.closes') }} as closes_at
    from open_days
    inner join business_hours
        on open_days.iso_weekday = business_hours.weekday

),

-- a closed day has a span of no length, so that a moment on it finds the hours before it
all_spans as (

    select
        observed_days.business_date,
        coalesce(spans.opens_at, {{ start_of_day('observed_days.business_date') }}) as opens_at,
        coalesce(spans.closes_at, {{ start_of_day('observed_days.business_date') }}) as closes_at
    from observed_days
    left join spans
        on observed_days.business_date = spans.business_date

),

measured_spans as (

    select
        *,
        {{ hours_between('opens_at', 'closes_at') }} as business_hours
    from all_spans

)

select
    business_date,
    opens_at,
    closes_at,
    business_hours,
    coalesce(
        sum(business_hours) over (
            order by opens_at, business_date rows between unbounded preceding and 1 preceding
        ),
        0
    ) as hours_before
from measured_spans
