-- One row per customer and day from which they are followed: members from joining, others from standing in a band.
{% set window_days = var('loyalty_uplift_days') %}

with states as (

    select * from {{ ref('int_loyalty_states') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

-- others are taken on one day of each band, about its middle: on all of its days they would count many times
recency_bands as (

    select
        recency_band,
        first_day,
        last_day,
        middle_day
    from (
        values
        ('0', 0, 0, 0),
        ('1 to 7', 1, 7, 4),
        ('8 to 30', 8, 30, 19),
        ('31 to 90', 31, 90, 60),
        ('91 to 180', 91, 180, 135),
        ('181 to 365', 181, 365, 270),
        ('366 and more', 366, 1000000, 500)
    ) as bands (recency_band, first_day, last_day, middle_day)

),

members as (

    select
        states.customer_id,
        states.first_state_date,
        states.loyalty_since_date as followed_from_date,
        states.frequency_band,
        recency_bands.recency_band,
        true as is_member,
        false as joins_in_window
    from states
    inner join recency_bands
        on
            states.loyalty_since_date - states.state_date >= recency_bands.first_day
            and states.loyalty_since_date - states.state_date <= recency_bands.last_day
    where
        -- what was bought on the day of joining is taken to have come first: it can't be an effect of it
        states.loyalty_since_date >= states.state_date
        and (
            states.next_state_date is null
            or states.next_state_date > states.loyalty_since_date
        )

),

others as (

    select
        states.customer_id,
        states.first_state_date,
        states.state_date + recency_bands.middle_day as followed_from_date,
        states.frequency_band,
        recency_bands.recency_band,
        false as is_member,
        coalesce(
            states.loyalty_since_date
            <= states.state_date + recency_bands.middle_day + {{ window_days }},
            false
        ) as joins_in_window
    from states
    inner join recency_bands
        on
            states.next_state_date is null
            or states.next_state_date > states.state_date + recency_bands.middle_day
    where
        states.loyalty_since_date is null
        or states.loyalty_since_date > states.state_date + recency_bands.middle_day

),

followed as (

    select * from members
    union all
    select * from others

)

select
    followed.customer_id,
    followed.followed_from_date,
    followed.frequency_band,
    followed.recency_band,
    followed.is_member,
    followed.joins_in_window,
    -- two purchases in two weeks are not the two purchases of two years
    case
        when followed.followed_from_date - followed.first_state_date <= 30 then '0 to 30'
        when followed.followed_from_date - followed.first_state_date <= 90 then '31 to 90'
        when followed.followed_from_date - followed.first_state_date <= 365 then '91 to 365'
        else '366 and more'
    end as tenure_band
from followed
inner join as_of
    on followed.followed_from_date + {{ window_days }} <= as_of.as_of_date
