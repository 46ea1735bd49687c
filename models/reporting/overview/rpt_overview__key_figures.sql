-- One row per month, segment and channel: sales, customers and answers.
with sales as (

    select * from {{ ref('sales_by_customer_group') }}

),

customer_counts as (

    select * from {{ ref('active_customers_by_group') }}

),

answers as (

    select * from {{ ref('satisfaction_by_customer_group') }}

),

figures as (

    select
        {{ period_month('sales_month') }},
        segment,
        channel,
        orders,
        net_revenue,
        0 as new_customers,
        0 as active_customers,
        0 as promoters_less_detractors,
        0 as nps_answers
    from sales
    union all
    select
        {{ period_month('month_start_date') }},
        segment,
        channel,
        0 as orders,
        0 as net_revenue,
        new_customers,
        active_customers,
        0 as promoters_less_detractors,
        0 as nps_answers
    from customer_counts
    union all
    select
        {{ period_month('survey_month') }},
        segment,
        channel,
        0 as orders,
        0 as net_revenue,
        0 as new_customers,
        0 as active_customers,
        promoters - detractors as promoters_less_detractors,
        nps_answers
    from answers

)

select
    period_month,
    segment,
    channel,
    cast(sum(orders) as integer) as orders,
    cast(sum(net_revenue) as numeric(14, 2)) as net_revenue,
    cast(sum(new_customers) as integer) as new_customers,
    -- those of several months together are nobody's number
    cast(sum(case when period_month is null then 0 else active_customers end) as integer)
        as active_customers,
    cast(sum(promoters_less_detractors) as integer) as promoters_less_detractors,
    cast(sum(nps_answers) as integer) as nps_answers
from figures
group by 1, 2, 3
