-- One row per day since the first event: the headline figures of the day, and how many customers there were at its end.
with sales as (

    select * from {{ ref('daily_sales') }}

),

tickets as (

    select * from {{ ref('support_backlog_daily') }}

),

contacts as (

    select * from {{ ref('int_daily_contacts') }}

),

sessions as (

    select
        session_date,
        count(*) as sessions
    from {{ ref('journey_sessions') }}
    group by 1

),

acquisitions as (

    select
        acquired_date,
        count(*) as new_customers
    from {{ ref('customers') }}
    group by 1

),

first_days as (

    select min(sales_date) as first_date from sales
    union all
    select min(backlog_date) as first_date from tickets
    union all
    select min(contact_date) as first_date from contacts
    union all
    select min(session_date) as first_date from sessions
    union all
    select min(acquired_date) as first_date from acquisitions

),

bounds as (

    select
        as_of.as_of_date,
        min(first_days.first_date) as first_date
    from first_days
    cross join {{ ref('stg_as_of_date') }} as as_of
    group by 1

),

days as (

    select {{ each_day('first_date', 'as_of_date') }} as kpi_date
    from bounds

),

-- nobody knows when they came, so they have been there from the beginning
undated as (

    select coalesce(sum(new_customers), 0) as customers
    from acquisitions
    where acquired_date is null

)

select
    days.kpi_date,
    cast(
        undated.customers + sum(coalesce(acquisitions.new_customers, 0)) over so_far as integer
    ) as customers,
    cast(coalesce(acquisitions.new_customers, 0) as integer) as new_customers,
    cast(coalesce(
        sum(contacts.activity_starts - contacts.activity_lapses) over so_far, 0
    ) as integer) as active_customers,
    {{ sales_kpis() }},
    coalesce(tickets.opened_tickets, 0) as tickets,
    coalesce(contacts.nps_answers, 0) as nps_answers,
    {{ net_promoter_score('contacts.promoters', 'contacts.detractors', 'contacts.nps_answers') }}
        as nps,
    coalesce(contacts.csat_answers, 0) as csat_answers,
    {{ rate('contacts.satisfied_answers', 'contacts.csat_answers') }} as csat_rate,
    coalesce(contacts.messages, 0) as messages,
    cast(coalesce(sessions.sessions, 0) as integer) as sessions,
    coalesce(contacts.feedback_texts, 0) as feedback_texts
from days
cross join undated
left join sales
    on days.kpi_date = sales.sales_date
left join tickets
    on days.kpi_date = tickets.backlog_date
left join contacts
    on days.kpi_date = contacts.contact_date
left join sessions
    on days.kpi_date = sessions.session_date
left join acquisitions
    on days.kpi_date = acquisitions.acquired_date
window so_far as (order by days.kpi_date)
