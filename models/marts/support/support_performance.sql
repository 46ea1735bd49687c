-- One row per breakdown of tickets (all, channel, category, priority) and value: how fast and how well they are served.
with tickets as (

    select * from {{ ref('support_tickets') }}

),

quantiles as (

    select * from {{ ref('int_ticket_wait_quantiles') }}
    where opened_month is null

),

breakdowns as (

    select breakdown
    from (values ('all'), ('channel'), ('category'), ('priority')) as listed (breakdown)

),

totals as (

    select
        breakdowns.breakdown,
        case breakdowns.breakdown
            when 'channel' then tickets.channel
            when 'category' then tickets.category
            when 'priority' then tickets.priority
            else 'all'
        end as value,
        {{ ticket_totals() }}
    from tickets
    cross join breakdowns
    group by 1, 2

)

select
    totals.breakdown,
    totals.value,
    {{ ticket_measures() }},
    {{ wait_quantile_columns() }}
from totals
left join quantiles
    on
        totals.breakdown = quantiles.breakdown
        and totals.value = quantiles.value
