-- Rows that break the raw contract on purpose, about one in a thousand, so that data_quality_issues has
-- something to show. They are added to the process and take nothing away from it.

-- Orders of an unknown customer, with a negative price, in the wrong century, without a quantity, in a
-- currency without a rate.
insert into raw.purchase_behavior (
    order_id,
    line_number,
    customer_id,
    ordered_at,
    product_id,
    product_name,
    category,
    brand,
    quantity,
    unit_price,
    discount_amount,
    currency,
    sales_channel,
    payment_method,
    status,
    updated_at
)
with mistakes as materialized (

    select
        orders.*,
        floor(5 * pg_temp.uniform(orders.draw_key, 'bad order kind', orders.order_number))::integer
            as mistake
    from demo_orders as orders
    where
        orders.kind = 'purchase'
        and pg_temp.uniform(orders.draw_key, 'bad order', orders.order_number) < 0.002

)

select
    'X' || substr(order_id, 2) as order_id,
    1 as line_number,
    case mistake when 0 then 'C0000000' else customer_id end as customer_id,
    case mistake when 2 then ordered_at + interval '100 years' else ordered_at end as ordered_at,
    'EL-101' as product_id,
    'Voltara charging cable' as product_name,
    'Electronics' as category,
    'Voltara' as brand,
    case mistake when 3 then null else 1 end as quantity,
    case mistake when 1 then -0.01 else 0.01 end * euro_cents as unit_price,
    0 as discount_amount,
    case mistake when 4 then 'SEK' else 'EUR' end as currency,
    'web' as sales_channel,
    'card' as payment_method,
    'completed' as status,
    ordered_at as updated_at
from mistakes;

-- Answers beyond the end of their scale.
insert into raw.customer_satisfaction_scores (
    score_id,
    customer_id,
    survey_type,
    score,
    scale_max,
    touchpoint,
    surveyed_at,
    updated_at
)
select
    'X' || substr(order_id, 2) as score_id,
    customer_id,
    'satisfaction' as survey_type,
    50 as score,
    10 as scale_max,
    'order' as touchpoint,
    ordered_at as surveyed_at,
    ordered_at as updated_at
from demo_orders
where kind = 'purchase' and pg_temp.uniform(draw_key, 'bad score', order_number) < 0.0003;

-- Tickets resolved before they were opened.
insert into raw.support_tickets (
    ticket_id,
    customer_id,
    channel,
    category,
    priority,
    status,
    opened_at,
    resolved_at,
    reopened_count,
    updated_at
)
select
    'X' || substr(order_id, 2) as ticket_id,
    customer_id,
    'email' as channel,
    'delivery' as category,
    'normal' as priority,
    'resolved' as status,
    ordered_at as opened_at,
    ordered_at - interval '1 day' as resolved_at,
    0 as reopened_count,
    ordered_at as updated_at
from demo_orders
where kind = 'purchase' and pg_temp.uniform(draw_key, 'bad ticket', order_number) < 0.0002;

-- Events of nobody.
insert into raw.customer_journey_events (
    event_id,
    event_type,
    stage,
    channel,
    occurred_at,
    updated_at
)
select
    'X' || substr(order_id, 2) as event_id,
    'page_view' as event_type,
    'awareness' as stage,
    'direct' as channel,
    ordered_at as occurred_at,
    ordered_at as updated_at
from demo_orders
where kind = 'purchase' and pg_temp.uniform(draw_key, 'bad event', order_number) < 0.002;

-- Messages to nobody that is known.
insert into raw.communication_logs (
    message_id,
    customer_id,
    channel,
    campaign,
    sent_at,
    updated_at
)
select
    'X' || substr(order_id, 2) as message_id,
    'C0000000' as customer_id,
    'email' as channel,
    'newsletter' as campaign,
    ordered_at as sent_at,
    ordered_at as updated_at
from demo_orders
where kind = 'purchase' and pg_temp.uniform(draw_key, 'bad message', order_number) < 0.002;

-- Customers who referred themselves.
insert into raw.referral_program (
    referral_id,
    referrer_id,
    referred_customer_id,
    channel,
    status,
    referred_at,
    converted_at,
    updated_at
)
select
    'X' || substr(customer_id, 2) as referral_id,
    customer_id as referrer_id,
    customer_id as referred_customer_id,
    'link' as channel,
    'converted' as status,
    first_order_at as referred_at,
    first_order_at as converted_at,
    first_order_at as updated_at
from demo_customers
where first_order_at is not null and pg_temp.uniform(draw_key, 'bad referral') < 0.0004;
