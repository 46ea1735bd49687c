-- One row per customer: how they buy and visit, and the first behavioural segment of the rules table that fits.
with customers as (

    select * from {{ ref('customers') }}

),

statistics as (

    select * from {{ ref('customer_purchase_statistics') }}

),

top_brands as (

    select * from {{ ref('int_customer_top_brand') }}

),

visits as (

    select * from {{ ref('int_customer_sessions') }}

),

rules as (

    select * from {{ ref('behavioural_segments') }}

),

behaviour as (

    select
        customers.customer_id,
        customers.orders,
        -- the pace since the first order; a year at least, so that one order yesterday is not 365 a year
        {{ rate('nullif(customers.orders, 0) * 365.25', 'greatest(statistics.age_days, 365)') }}
            as orders_per_year,
        {{ rate('statistics.discounted_orders', 'statistics.orders') }} as discounted_order_rate,
        top_brands.top_brand,
        top_brands.top_brand_rate,
        {{ rate('statistics.top_quarter_orders', 'statistics.orders') }} as top_quarter_rate,
        coalesce(visits.sessions, 0) as sessions,
        {{ rate('visits.sessions', 'customers.orders') }} as sessions_per_order
    from customers
    left join statistics
        on customers.customer_id = statistics.customer_id
    left join top_brands
        on customers.customer_id = top_brands.customer_id
    left join visits
        on customers.customer_id = visits.customer_id

),

fitting_rules as (

    select
        behaviour.customer_id,
        min(rules.priority) as priority
    from behaviour
    inner join rules
        on {{ rule_holds('behaviour.orders', 'rules.min_orders', 'rules.max_orders') }}
            and {{ rule_holds('behaviour.orders_per_year', 'rules.min_orders_per_year') }}
            and {{ rule_holds(
                'behaviour.discounted_order_rate', 'rules.min_discounted_order_rate'
            ) }}
            and {{ rule_holds('behaviour.top_brand_rate', 'rules.min_top_brand_rate') }}
            and {{ rule_holds('behaviour.top_quarter_rate', 'rules.min_top_quarter_rate') }}
            and {{ rule_holds('behaviour.sessions', 'rules.min_sessions') }}
            and {{ rule_holds('behaviour.sessions_per_order', 'rules.min_sessions_per_order') }}
    group by 1

)

select
    behaviour.customer_id,
    behaviour.orders,
    behaviour.orders_per_year,
    behaviour.discounted_order_rate,
    behaviour.top_brand,
    behaviour.top_brand_rate,
    behaviour.top_quarter_rate,
    behaviour.sessions,
    behaviour.sessions_per_order,
    rules.segment as behavioural_segment
from behaviour
left join fitting_rules
    on behaviour.customer_id = fitting_rules.customer_id
left join rules
    on fitting_rules.priority = rules.priority
