-- Accounting: tickets and reopened tickets of each support mart are staging's, and the last backlog is what is open.
with staging_total as (

    select
        count(*) as tickets,
        count(customer_id) as known_tickets,
        coalesce(sum(case when reopened_count > 0 then 1 else 0 end), 0) as reopened_tickets,
        coalesce(sum(case when status in ('open', 'pending') then 1 else 0 end), 0)
            as open_tickets,
        coalesce(
            sum(
                case
                    when status in ('resolved', 'closed') and resolved_at is null then 1 else 0
                end
            ),
            0
        ) as timeless_tickets
    from {{ ref('stg_support_tickets') }}

),

expected as (

    select
        'support_tickets' as mart,
        tickets,
        reopened_tickets,
        open_tickets
    from staging_total
    union all
    select
        'support_monthly' as mart,
        tickets,
        reopened_tickets,
        open_tickets
    from staging_total
    union all
    select
        'support_backlog_daily' as mart,
        tickets - timeless_tickets as tickets,
        0 as reopened_tickets,
        open_tickets
    from staging_total

),

mart_totals as (

    select
        'support_tickets' as mart,
        count(*) as tickets,
        sum(case when is_reopened then 1 else 0 end) as reopened_tickets,
        sum(case when is_open then 1 else 0 end) as open_tickets
    from {{ ref('support_tickets') }}
    union all
    select
        'support_monthly' as mart,
        sum(tickets) as tickets,
        sum(reopened_tickets) as reopened_tickets,
        sum(open_tickets) as open_tickets
    from {{ ref('support_monthly') }}
    union all
    select
        'support_backlog_daily' as mart,
        sum(opened_tickets) as tickets,
        0 as reopened_tickets,
        sum(opened_tickets) - sum(resolved_tickets) as open_tickets
    from {{ ref('support_backlog_daily') }}

),

-- each breakdown holds every ticket once, and customers hold the tickets that name one
partial_totals as (

    select
        'support_performance: ' || mart.breakdown as mart,
        staging_total.tickets as expected_tickets,
        sum(mart.tickets) as tickets
    from {{ ref('support_performance') }} as mart
    cross join staging_total
    group by 1, 2
    union all
    select
        'customer_support' as mart,
        max(staging_total.known_tickets) as expected_tickets,
        coalesce(sum(mart.tickets), 0) as tickets
    from staging_total
    left join {{ ref('customer_support') }} as mart
        on true

)

select
    expected.mart,
    expected.tickets as expected_tickets,
    mart_totals.tickets
from expected
left join mart_totals
    on expected.mart = mart_totals.mart
where
    expected.tickets <> coalesce(mart_totals.tickets, 0)
    or expected.reopened_tickets <> coalesce(mart_totals.reopened_tickets, 0)
    or expected.open_tickets <> coalesce(mart_totals.open_tickets, 0)
union all
select
    mart,
    expected_tickets,
    tickets
from partial_totals
where expected_tickets <> tickets
