-- One row per breakdown of tickets, value and month: how long half and nine of ten wait, by Kaplan and Meier (1958).
with waits as (

    select * from {{ ref('int_ticket_waits') }}

),

tickets as (

    select
        ticket_id,
        cast({{ dbt.date_trunc('month', 'opened_date') }} as date) as opened_month,
        {{ label_of('channel') }} as channel,
        {{ label_of('category') }} as category,
        priority
    from {{ ref('stg_support_tickets') }}

),

breakdowns as (

    select breakdown
    from (values ('all'), ('month'), ('channel'), ('category'), ('priority')) as listed (breakdown)

),

clocks as (

    select clock
    from (values ('calendar'), ('business')) as listed (clock)

),

labelled_waits as (

    select
        breakdowns.breakdown,
        waits.wait,
        clocks.clock,
        case breakdowns.breakdown
            when 'channel' then tickets.channel
            when 'category' then tickets.category
            when 'priority' then tickets.priority
            else 'all'
        end as value,
        case when breakdowns.breakdown = 'month' then tickets.opened_month end as opened_month,
        case clocks.clock
            when 'calendar' then waits.calendar_hours
            when 'business' then waits.business_hours
        end as hours,
        count(*) as waits,
        sum(case when waits.is_over then 1 else 0 end) as ended
    from waits
    inner join tickets
        on waits.ticket_id = tickets.ticket_id
    cross join breakdowns
    cross join clocks
    group by 1, 2, 3, 4, 5, 6

),

-- who still waits is at risk up to the as-of date and then leaves the sample, neither answered nor forgotten
at_risk as (

    select
        *,
        sum(waits) over (
            partition by breakdown, value, opened_month, wait, clock order by hours desc
        ) as still_waiting
    from labelled_waits

),

survival as (

    select
        *,
        case
            when ended = still_waiting then 0
            else
                exp(sum(
                    case
                        when ended < still_waiting
                            then ln(1 - cast(ended as {{ dbt.type_float() }}) / still_waiting)
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
group by 1, 2, 3
