-- raw.support_tickets: most orders that went wrong bring one, a few that went well bring a question.
insert into raw.support_tickets (
    ticket_id,
    customer_id,
    channel,
    category,
    priority,
    status,
    opened_at,
    first_response_at,
    resolved_at,
    reopened_count,
    csat_score,
    updated_at
)
with asked as materialized (

    select
        orders.draw_key,
        orders.order_number,
        orders.order_id,
        orders.customer_id,
        orders.problem,
        orders.ordered_at
        + pg_temp.days(
            0.2 + pg_temp.exponential(3, orders.draw_key, 'ticket days', orders.order_number)
        ) as opened_at,
        coalesce(
            orders.resolution_days,
            pg_temp.exponential(0.8, orders.draw_key, 'question days', orders.order_number)
        ) as days_to_resolve,
        pg_temp.uniform(orders.draw_key, 'priority', orders.order_number) as priority_portion
    from demo_orders as orders
    where
        orders.kind = 'purchase'
        and pg_temp.uniform(orders.draw_key, 'ticket', orders.order_number)
        < case when orders.problem is null then double precision '0.02' else 0.85 end

),

handled as (

    select
        asked.*,
        asked.opened_at
        + pg_temp.days(
            asked.days_to_resolve
            * (
                0.05
                + 0.5 * pg_temp.uniform(asked.draw_key, 'first response', asked.order_number)
            )
        ) as first_response_at,
        asked.opened_at + pg_temp.days(0.01 + asked.days_to_resolve) as resolved_at
    from asked

),

known as materialized (

    select
        handled.*,
        handled.first_response_at < run.ends_at as is_answered,
        handled.resolved_at < run.ends_at as is_resolved,
        handled.resolved_at < run.ends_at - interval '7 days' as is_closed
    from handled
    cross join demo_run as run
    where handled.opened_at < run.ends_at

)

select
    'T' || substr(order_id, 2) as ticket_id,
    customer_id,
    pg_temp.weighted_pick(
        pg_temp.uniform(draw_key, 'ticket channel', order_number),
        array[0.48, 0.78],
        array['email', 'chat', 'phone']
    ) as channel,
    coalesce(
        problem,
        pg_temp.pick(
            pg_temp.uniform(draw_key, 'question', order_number),
            array['account', 'invoice', 'product question', 'delivery']
        )
    ) as category,
    case
        when problem is null then case when priority_portion < 0.6 then 'low' else 'normal' end
        when priority_portion < 0.55 then 'normal'
        when priority_portion < 0.88 then 'high'
        else 'urgent'
    end as priority,
    case
        when is_closed then 'closed'
        when is_resolved then 'resolved'
        when is_answered then 'pending'
        else 'open'
    end as status,
    opened_at,
    case when is_answered then first_response_at end as first_response_at,
    case when is_resolved then resolved_at end as resolved_at,
    case
        when is_resolved and days_to_resolve > 2
            then floor(1.5 * pg_temp.uniform(draw_key, 'reopened', order_number))::integer
        else 0
    end as reopened_count,
    case
        when is_resolved and pg_temp.uniform(draw_key, 'answers ticket csat', order_number) < 0.5
            then
                greatest(
                    1,
                    least(
                        5,
                        round(
                            4.6
                            - 0.45 * days_to_resolve
                            + 0.8 * pg_temp.normal(draw_key, 'ticket csat', order_number)
                        )
                    )
                )
    end as csat_score,
    case
        when is_resolved then resolved_at
        when is_answered then first_response_at
        else opened_at
    end as updated_at
from known;
