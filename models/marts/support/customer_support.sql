-- One row per customer who ever opened a ticket: how many, how long they waited, what they thought of it.
with tickets as (

    select * from {{ ref('support_tickets') }}
    where customer_id is not null

),

statistics as (

    select * from {{ ref('customer_purchase_statistics') }}

),

customer_tickets as (

    select
        customer_id,
        min(opened_date) as first_ticket_date,
        max(opened_date) as latest_ticket_date,
        count(*) as tickets,
        sum(case when is_open then 1 else 0 end) as open_tickets,
        sum(case when is_reopened then 1 else 0 end) as reopened_tickets,
        {{ exact_avg('first_response_hours') }} as mean_first_response_hours,
        {{ exact_avg('resolution_hours') }} as mean_resolution_hours,
        {{ exact_avg('csat_score') }} as mean_csat_score,
        {{ dbt.bool_or('is_open') }} as has_open_ticket
    from tickets
    group by 1

)

select
    customer_tickets.customer_id,
    customer_tickets.first_ticket_date,
    customer_tickets.latest_ticket_date,
    cast(customer_tickets.tickets as integer) as tickets,
    cast(customer_tickets.open_tickets as integer) as open_tickets,
    cast(customer_tickets.reopened_tickets as integer) as reopened_tickets,
    coalesce(statistics.orders, 0) as orders,
    {{ rate('customer_tickets.tickets', 'statistics.orders') }} as tickets_per_order,
    customer_tickets.mean_first_response_hours,
    customer_tickets.mean_resolution_hours,
    customer_tickets.mean_csat_score,
    customer_tickets.has_open_ticket
from customer_tickets
left join statistics
    on customer_tickets.customer_id = statistics.customer_id
