-- One row per group by tickets and cell of like customers on the held-out date: who churned, with such tickets and without any.
with histories as (

    select * from {{ ref('int_purchase_history') }}
    where snapshot = 'holdout'

),

signals as (

    select * from {{ ref('int_customer_signals') }}
    where snapshot = 'holdout'

),

customers as (

    select
        signals.tickets,
        signals.open_tickets,
        least(histories.repeats, 5) as repeats,
        {{ decile('histories.days_since_purchase', 'histories.snapshot') }} as recency_decile,
        case when histories.next_purchases = 0 then 1 else 0 end as churned
    from histories
    inner join signals
        on histories.customer_id = signals.customer_id

),

ticket_groups as (

    select ticket_group
    from (
        values
        ('any ticket'), ('one ticket'), ('two or more tickets'), ('all resolved'), ('some open')
    ) as listed (ticket_group)

),

grouped_customers as (

    select
        customers.*,
        ticket_groups.ticket_group,
        case ticket_groups.ticket_group
            when 'any ticket' then customers.tickets > 0
            when 'one ticket' then customers.tickets = 1
            when 'two or more tickets' then customers.tickets > 1
            when 'all resolved' then customers.tickets > 0 and customers.open_tickets = 0
            when 'some open' then customers.open_tickets > 0
        end as is_in_group
    from customers
    cross join ticket_groups

)

select
    ticket_group,
    repeats,
    recency_decile,
    sum(case when is_in_group then 1 else 0 end) as customers,
    sum(case when is_in_group then churned else 0 end) as churned_customers,
    sum(case when tickets = 0 then 1 else 0 end) as customers_without,
    sum(case when tickets = 0 then churned else 0 end) as churned_without
from grouped_customers
group by 1, 2, 3
