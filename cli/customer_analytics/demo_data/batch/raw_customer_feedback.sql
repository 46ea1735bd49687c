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
        orders.number,
        orders.key,
        orders.order_number,
        orders.order_id,
        orders.customer_id,
        orders.problem,
        coalesce(
            orders.problem,
            pg_temp.weighted_pick(
                pg_temp.uniform(orders.key, 'feedback topic', orders.order_number),
                array[0.25, 0.6, 0.75, 0.88],
                array['delivery', 'quality', 'price', 'service', 'website']
            )
        ) as topic,
        greatest(1, least(5, round((orders.mood / 2)::numeric)))::integer as rating,
        date_trunc(
            'second',
            orders.ordered_at
            + (2 + 12 * pg_temp.uniform(orders.key, 'feedback days', orders.order_number))
            * interval '1 day'
        ) as submitted_at,
        case
            when pg_temp.uniform(orders.key, 'feedback language', orders.order_number) < 0.03
                then null
            when
                customers.country in ('DE', 'AT')
                and pg_temp.uniform(orders.key, 'feedback language', orders.order_number) < 0.12
                then 'de'
            else 'en'
        end as language,
        pg_temp.uniform(orders.key, 'feedback source', orders.order_number) as source_share
    from demo_orders as orders
    inner join demo_customers as customers on orders.number = customers.number
    where
        orders.kind = 'purchase'
        and pg_temp.uniform(orders.key, 'feedback', orders.order_number)
        < case when orders.problem is null then 0.11 else 0.25 end

),

known as (

    select
        written.*,
        case when written.rating >= 4 then 'good' when written.rating = 3 then 'mixed' else 'bad' end
            as mood
    from written
    cross join demo_run as run
    where written.submitted_at < run.ends_at

),

worded as (

    select
        known.*,
        pg_temp.pick(
            pg_temp.uniform(known.key, 'feedback title', known.order_number), openings.titles
        ) as title,
        pg_temp.pick(
            pg_temp.uniform(known.key, 'feedback opening', known.order_number), openings.openings
        ) as opening,
        pg_temp.pick(
            pg_temp.uniform(known.key, 'feedback detail', known.order_number), details.details
        ) as detail,
        pg_temp.pick(
            pg_temp.uniform(known.key, 'feedback closing', known.order_number), closings.closings
        ) as closing
    from known
    left join demo_openings as openings
        on known.language = openings.language and known.rating = openings.rating
    left join demo_details as details
        on
            known.language = details.language
            and known.mood = details.mood
            and known.topic = details.topic
    left join demo_closings as closings
        on known.language = closings.language and known.mood = closings.mood

)

select
    'F' || substr(worded.order_id, 2) as feedback_id,
    worded.customer_id,
    pg_temp.weighted_pick(
        worded.source_share, array[0.62, 0.8, 0.92], array['review', 'survey', 'social', 'call']
    ) as source,
    worded.rating,
    worded.title,
    -- Stars without words have neither text nor language.
    trim(
        replace(worded.opening, '{product}', products.plain_name)
        || ' ' || worded.detail || ' ' || worded.closing
    ) as body,
    case
        when pg_temp.uniform(worded.key, 'feedback filed', worded.order_number) < 0.5 then worded.topic
    end as category,
    worded.language,
    worded.submitted_at,
    worded.submitted_at as updated_at
from worded
inner join raw.purchase_behavior as purchases
    on worded.order_id = purchases.order_id and purchases.line_number = 1
inner join demo_products as products on purchases.product_id = products.product_id;
