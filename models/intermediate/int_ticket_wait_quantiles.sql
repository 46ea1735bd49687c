-- One row per breakdown of tickets, value and month: how long half and nine of ten wait, by Kaplan and Meier (1958).
with waits as (

    select * from {{ ref('int_ticket_waits') }}

),

tickets as (

    select * from {{ ref('stg_support_tickets') }}

),

ticket_waits as (

    select
        waits.wait,
        waits.is_over,
        clocks.clock,
        tickets.priority,
        cast({{ dbt.date_trunc('month', 'tickets.opened_date') }} as date) as opened_month,
        {{ label_of('tickets.channel') }} as channel,
        {{ label_of('tickets.category') }} as category,
        -- whole minutes, so that a million tickets make a few thousand steps
        round(
            case clocks.clock
                when 'calendar' then waits.calendar_hours
                when 'business' then waits.business_hours
            end * 60
        ) / 60 as hours
    from waits
    inner join tickets
        on waits.ticket_id = tickets.ticket_id
    cross join (values ('calendar'), ('business')) as clocks (clock)

),

-- one pass for the five breakdowns; a column is null where it is not the one broken down by
steps as (

    select
        opened_month,
        wait,
        clock,
        hours,
        case
            when opened_month is not null then 'month'
            when channel is not null then 'channel'
            when category is not null then 'category'
            when priority is not null then 'priority'
            else 'all'
        end as breakdown,
        coalesce(channel, category, priority, 'all') as value,
        count(*) as waits,
        sum(case when is_over then 1 else 0 end) as ended
    from ticket_waits
    group by grouping sets (
        (wait, clock, hours),
        (wait, clock, hours, opened_month),
        (wait, clock, hours, channel),
        (wait, clock, hours, category),
        (wait, clock, hours, priority)
    )

),

-- who still waits is at risk up to the as-of date and then leaves the sample, neither answered nor forgotten
at_risk as (

    select
        *,
        sum(waits) over (
            partition by breakdown, value, opened_month, wait, clock order by hours desc
        ) as still_waiting
    from steps

),

survival as (

    select
        *,
        case
            when ended = still_waiting then 0
            else
                exp(sum(
                    case
                        when ended < still_waiting then ln(1 - {{ rate('ended', 'still_waiting') }})
                        else 0
                    end
                ) over (partition by breakdown, value, opened_month, wait, clock order by hours))
        end as waiting_rate
    from at_risk

)

select
    breakdown,
    value,
    opened_month,
    {{ wait_quantile('first response', 'calendar', 0.5) }}
        as median_first_response_hours,
    {{ wait_quantile('first response', 'calendar', 0.1) }}
        as p90_first_response_hours,
    {{ wait_quantile('first response', 'business', 0.5) }}
        as median_first_response_business_hours,
    {{ wait_quantile('first response', 'business', 0.1) }}
        as p90_first_response_business_hours,
    {{ wait_quantile('resolution', 'calendar', 0.5) }}
        as median_resolution_hours,
    {{ wait_quantile('resolution', 'calendar', 0.1) }}
        as p90_resolution_hours,
    {{ wait_quantile('resolution', 'business', 0.5) }}
        as median_resolution_business_hours,
    {{ wait_quantile('resolution', 'business', 0.1) }}
        as p90_resolution_business_hours
from survival
group by breakdown, value, opened_month
