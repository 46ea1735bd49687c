-- One row per breakdown of visitors (all, channel, device, month), value and stage: who gets there, who goes on, how soon?
with visitor_stages as (

    select * from {{ ref('int_visitor_stages') }}

),

counted as (

    select
        case
            when grouping(channel) = 0 then 'channel'
            when grouping(device) = 0 then 'device'
            when grouping(first_month) = 0 then 'month'
            else 'all'
        end as breakdown,
        case
            when grouping(channel) = 0 then channel
            when grouping(device) = 0 then device
            when grouping(first_month) = 0 then {{ month_label('first_month') }}
            else 'all'
        end as value,
        stage_number,
        count(*) as visitors,
        count(customer_id) as customers,
        count(seen_at) as seen_visitors,
        count(next_reached_at) as next_stage_visitors,
        count(hours_to_next_stage) as timed_visitors,
        {{ quantiles('hours_to_next_stage', [0.5, 0.9]) }} as hours
    from visitor_stages
    group by
        grouping sets (
            (stage_number),
            (stage_number, channel),
            (stage_number, device),
            (stage_number, first_month)
        )

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
