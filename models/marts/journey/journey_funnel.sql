-- One row per breakdown of visitors (all, channel, device, month), value and stage: who gets there, who goes on, how soon?
with visitor_stages as (

    select * from {{ ref('int_visitor_stages') }}

),

breakdowns as (

    select breakdown
    from (values ('all'), ('channel'), ('device'), ('month')) as listed (breakdown)

),

counted as (

    select
        breakdowns.breakdown,
        case breakdowns.breakdown
            when 'channel' then visitor_stages.channel
            when 'device' then visitor_stages.device
            when 'month' then {{ month_label('visitor_stages.first_month') }}
            else 'all'
        end as value,
        visitor_stages.stage_number,
        count(*) as visitors,
        count(visitor_stages.customer_id) as customers,
        count(visitor_stages.seen_at) as seen_visitors,
        count(visitor_stages.next_reached_at) as next_stage_visitors,
        count(visitor_stages.hours_to_next_stage) as timed_visitors,
        {{ quantiles('visitor_stages.hours_to_next_stage', [0.5, 0.9]) }} as hours
    from visitor_stages
    cross join breakdowns
    group by 1, 2, 3

),

-- whoever has reached any stage has reached the first
entered as (

    select
        breakdown,
        value,
        visitors
    from counted
    where stage_number = 1

),

stages as (

    {{ journey_stages() }}

)

select
    entered.breakdown,
    entered.value,
    stages.stage_number,
    stages.stage,
    cast(coalesce(counted.visitors, 0) as integer) as visitors,
    cast(coalesce(counted.customers, 0) as integer) as customers,
    cast(coalesce(counted.seen_visitors, 0) as integer) as seen_visitors,
    {{ rate('coalesce(counted.visitors, 0)', 'entered.visitors') }} as reached_rate,
    -- behind the last stage there is none
    cast(
        case when stages.stage <> 'advocacy' then coalesce(counted.next_stage_visitors, 0) end
        as integer
    ) as next_stage_visitors,
    case
        when stages.stage <> 'advocacy'
            then {{ rate('counted.visitors - counted.next_stage_visitors', 'counted.visitors') }}
    end as drop_off_rate,
    cast(
        case when stages.stage <> 'advocacy' then coalesce(counted.timed_visitors, 0) end as integer
    ) as timed_visitors,
    counted.hours[1] as median_hours_to_next_stage,
    counted.hours[2] as p90_hours_to_next_stage
from entered
cross join stages
left join counted
    on
        entered.breakdown = counted.breakdown
        and entered.value = counted.value
        and stages.stage_number = counted.stage_number
