-- One row per segment: how many customers it holds, what they bring in and how satisfied they are.
with segments as (

    select * from {{ ref('customer_segments') }}

),

customers as (

    select * from {{ ref('customers') }}

),

satisfaction as (

    select * from {{ ref('int_customer_satisfaction') }}

),

segment_totals as (

    select
        segments.segment_type,
        segments.segment,
        count(*) as customers,
        sum(case when customers.is_active then 1 else 0 end) as active_customers,
        sum(case when customers.has_purchased then 1 else 0 end) as buyers,
        sum(customers.orders) as orders,
        sum(customers.gross_revenue) as gross_revenue,
        sum(customers.net_revenue) as net_revenue,
        avg(customers.recency_days) as average_recency_days,
        sum(satisfaction.satisfaction_total) as satisfaction_total,
        sum(satisfaction.satisfaction_answers) as satisfaction_answers,
        sum(satisfaction.promoter_answers) as promoter_answers,
        sum(satisfaction.detractor_answers) as detractor_answers,
        sum(satisfaction.nps_answers) as nps_answers
    from segments
    inner join customers
        on segments.customer_id = customers.customer_id
    left join satisfaction
        on segments.customer_id = satisfaction.customer_id
    group by 1, 2

),

all_customers as (

    select
        count(*) as customers,
        sum(net_revenue) as net_revenue
    from customers

)

select
    segment_totals.segment_type,
    segment_totals.segment,
    segment_totals.customers,
    {{ rate('segment_totals.customers', 'all_customers.customers') }} as customer_rate,
    segment_totals.active_customers,
    segment_totals.buyers,
    segment_totals.orders,
    cast(segment_totals.gross_revenue as numeric(14, 2)) as gross_revenue,
    cast(segment_totals.net_revenue as numeric(14, 2)) as net_revenue,
    {{ rate('segment_totals.net_revenue', 'all_customers.net_revenue') }} as net_revenue_rate,
    {{ money_per('segment_totals.net_revenue', 'segment_totals.customers') }}
        as average_customer_revenue,
    {{ money_per('segment_totals.net_revenue', 'segment_totals.orders') }} as average_order_amount,
    cast(segment_totals.average_recency_days as {{ dbt.type_float() }}) as average_recency_days,
    {{ rate('segment_totals.satisfaction_total', 'segment_totals.satisfaction_answers') }}
        as satisfaction_score,
    {{ net_promoter_score(
        'segment_totals.promoter_answers',
        'segment_totals.detractor_answers',
        'segment_totals.nps_answers',
    ) }} as nps
from segment_totals
cross join all_customers
