-- One row per feedback about a known order: the customer's latest one before it, and the product meant, if there is no doubt.
with feedback as (

    select * from {{ ref('stg_customer_feedback') }}
    where customer_id is not null

),

purchases as (

    select * from {{ ref('int_survey_events') }}
    where event_type = 'order'

),

order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}
    where is_counted

),

texts as (

    select * from {{ ref('int_feedback_texts') }}

),

-- one line of time per customer: joining each feedback to each order would multiply them
timeline as (

    select
        customer_id,
        submitted_at as occurred_at,
        cast(null as timestamp with time zone) as ordered_at,
        feedback_id,
        feedback_date
    from feedback
    union all
    select
        customer_id,
        occurred_at,
        occurred_at as ordered_at,
        null as feedback_id,
        null as feedback_date
    from purchases

),

feedback_moments as (

    select
        *,
        -- an order of the very same moment comes before it
        max(ordered_at) over (
            partition by customer_id order by occurred_at
            range between unbounded preceding and current row
        ) as latest_ordered_at
    from timeline

),

feedback_orders as (

    select
        feedback_moments.feedback_id,
        -- of two orders in one second
        max(purchases.event_id) as order_id
    from feedback_moments
    inner join purchases
        on
            feedback_moments.customer_id = purchases.customer_id
            and feedback_moments.latest_ordered_at = purchases.occurred_at
    where
        feedback_moments.feedback_id is not null
        and feedback_moments.feedback_date - purchases.event_date
        <= {{ var('feedback_order_days') }}
    group by 1

),

-- the brand before or after a product's name is seldom written
feedback_items as (

    select
        feedback_orders.feedback_id,
        feedback_orders.order_id,
        coalesce(order_lines.product_id, order_lines.product_name) as product_id,
        {{ dbt.bool_or(
            "texts.plain_words like '%' || "
            ~ plain_words("coalesce(nullif(trim(replace(order_lines.product_name, coalesce(order_lines.brand, ''), '')), ''), order_lines.product_name)")
            ~ " || '%'"
        ) }} as is_named
    from feedback_orders
    inner join order_lines
        on feedback_orders.order_id = order_lines.order_id
    left join texts
        on feedback_orders.feedback_id = texts.feedback_id
    group by 1, 2, 3

)

select
    feedback_id,
    order_id,
    case
        when count(*) = 1 then min(product_id)
        when sum(case when is_named then 1 else 0 end) = 1
            then min(case when is_named then product_id end)
    end as product_id
from feedback_items
group by 1, 2
