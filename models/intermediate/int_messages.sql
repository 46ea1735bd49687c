-- One row per message: what came of it, when it was sent by the shop's clock, and the revenue that it is credited with.
with messages as (

    select * from {{ ref('stg_communication_logs') }}

),

order_revenue as (

    select
        order_id,
        sum(net_amount) as net_revenue
    from {{ ref('int_order_revenue_days') }}
    group by 1

),

-- few messages lead to an order, and staging is a view: reading those again costs less than sorting all
claims as (

    select
        message_id,
        order_id,
        row_number() over (
            partition by order_id
            order by clicked_at desc nulls last, sent_at desc, message_id asc
        ) as claim_number
    from {{ ref('stg_communication_logs') }}
    where order_id is not null

),

claimed_orders as (

    select
        claims.message_id,
        order_revenue.order_id,
        case when claims.claim_number = 1 then order_revenue.net_revenue end as net_revenue
    from claims
    inner join order_revenue
        on claims.order_id = order_revenue.order_id

),

responses as (

    select
        messages.*,
        claimed_orders.net_revenue,
        messages.clicked_at is not null as is_clicked,
        -- a click shows that it was opened, also where images are blocked and the opening went unseen
        coalesce(messages.opened_at, messages.clicked_at) is not null as is_opened,
        coalesce(messages.converted_at is not null or claimed_orders.order_id is not null, false)
            as is_converted,
        messages.unsubscribed_at is not null as is_unsubscribed
    from messages
    left join claimed_orders
        on messages.message_id = claimed_orders.message_id

),

arrivals as (

    select
        *,
        is_opened or is_converted or is_unsubscribed as is_answered
    from responses

)

select
    message_id,
    customer_id,
    sent_at,
    opened_at,
    sent_date,
    cast({{ dbt.date_trunc('month', 'sent_date') }} as date) as sent_month,
    {{ hour_of('sent_at') }} as sent_hour,
    {{ label_of('channel') }} as channel,
    {{ label_of('campaign') }} as campaign,
    message_cost,
    cast(coalesce(net_revenue, 0) as numeric(14, 2)) as net_revenue,
    is_answered or (delivered_at is not null and bounced_at is null) as is_delivered,
    bounced_at is not null and not is_answered as is_bounced,
    is_opened,
    is_clicked,
    is_converted,
    is_unsubscribed
from arrivals
