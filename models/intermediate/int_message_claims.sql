-- One row per message that names an order that counts, with its revenue where the message is credited with it.
with claims as (

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

order_revenue as (

    select
        order_id,
        sum(net_amount) as net_revenue
    from {{ ref('int_order_revenue_days') }}
    group by 1

)

select
    claims.message_id,
    claims.order_id,
    cast(
        case when claims.claim_number = 1 then order_revenue.net_revenue else 0 end
        as numeric(14, 2)
    ) as net_revenue
from claims
inner join order_revenue
    on claims.order_id = order_revenue.order_id
