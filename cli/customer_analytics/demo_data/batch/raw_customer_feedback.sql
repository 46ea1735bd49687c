-- raw.customer_feedback: one order in eight is written about. Stars follow the mood about the order, and
-- the text agrees with the stars; trouble, where there was some, is what it is about.
insert into raw.customer_feedback (
    feedback_id,
    customer_id,
    source,
    rating,
    title,
    body,
    category,
    language,
    submitted_at,
    updated_at
)
with written as materialized (

    select
        orders.draw_key,
        orders.order_number,
        orders.order_id,
        orders.customer_id,
        greatest(1, least(5, round(orders.mood / 2)))::integer as rating,
        coalesce(
            orders.problem,
            pg_temp.weighted_pick(
                pg_temp.uniform(orders.draw_key, 'feedback topic', orders.order_number),
                array[0.25, 0.6, 0.75, 0.88],
                array['delivery', 'quality', 'price', 'service', 'website']
            )
        ) as topic,
        orders.ordered_at
        + pg_temp.days(
            2 + 12 * pg_temp.uniform(orders.draw_key, 'feedback days', orders.order_number)
        ) as submitted_at,
        -- Stars without words have neither text nor language.
        case
            when pg_temp.uniform(orders.draw_key, 'feedback words', orders.order_number) < 0.03
                then null
            when
                customers.country in ('DE', 'AT')
                and pg_temp.uniform(orders.draw_key, 'feedback in German', orders.order_number)
                < 0.1
                then 'de'
            else 'en'
        end as spoken
    from demo_orders as orders
    inner join demo_customers as customers on orders.number = customers.number
    where
        orders.kind = 'purchase'
        and pg_temp.uniform(orders.draw_key, 'feedback', orders.order_number)
        < case when orders.problem is null then double precision '0.11' else 0.25 end

),

known as (

    select
        written.*,
        case
            when written.rating >= 4 then 'good'
            when written.rating = 3 then 'mixed'
            else 'bad'
        end as mood
    from written
    cross join demo_run as run
    where written.submitted_at < run.ends_at

)

select
    'F' || substr(known.order_id, 2) as feedback_id,
    known.customer_id,
    pg_temp.weighted_pick(
        pg_temp.uniform(known.draw_key, 'feedback source', known.order_number),
        array[0.62, 0.8, 0.92],
        array['review', 'survey', 'social', 'call']
    ) as source,
    known.rating,
    pg_temp.pick(
        pg_temp.uniform(known.draw_key, 'feedback title', known.order_number), openings.titles
    ) as title,
    trim(
        replace(
            pg_temp.pick(
                pg_temp.uniform(known.draw_key, 'feedback opening', known.order_number),
                openings.openings
            ),
            '{product}',
            products.plain_name
        )
        || ' '
        || pg_temp.pick(
            pg_temp.uniform(known.draw_key, 'feedback detail', known.order_number), details.details
        )
        || ' '
        || pg_temp.pick(
            pg_temp.uniform(known.draw_key, 'feedback closing', known.order_number),
            closings.closings
        )
    ) as body,
    case
        when pg_temp.uniform(known.draw_key, 'feedback filed', known.order_number) < 0.5
            then known.topic
    end as category,
    known.spoken as language,
    known.submitted_at,
    known.submitted_at as updated_at
from known
inner join raw.purchase_behavior as purchases
    on known.order_id = purchases.order_id and purchases.line_number = 1
inner join demo_products as products on purchases.product_id = products.product_id
left join demo_openings as openings
    on known.spoken = openings.spoken and known.rating = openings.rating
left join demo_details as details
    on
        known.spoken = details.spoken
        and known.mood = details.mood
        and known.topic = details.topic
left join demo_closings as closings
    on known.spoken = closings.spoken and known.mood = closings.mood;
