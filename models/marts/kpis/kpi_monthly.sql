-- One row per month since the first event: the headline figures, beside those of the month and of the year before.
with days as (

    select
        *,
        {{ start_of_period('kpi_date', "'month'") }} as kpi_month,
        max(kpi_date) over (
            partition by {{ start_of_period('kpi_date', "'month'") }}
        ) as month_end_date
    from {{ ref('kpi_daily') }}

),

sales as (

    select * from {{ ref('monthly_sales') }}

),

satisfaction as (

    select * from {{ ref('satisfaction_monthly') }}

),

support as (

    select * from {{ ref('support_monthly') }}

),

months as (

    select
        kpi_month,
        month_end_date,
        max(case when kpi_date = month_end_date then customers end) as customers,
        sum(new_customers) as new_customers,
        max(case when kpi_date = month_end_date then active_customers end) as active_customers,
        sum(messages) as messages,
        sum(sessions) as sessions,
        sum(feedback_texts) as feedback_texts
    from days
    group by 1, 2

),

kpis as (

    select
        months.kpi_month,
        months.month_end_date,
        months.customers,
        cast(months.new_customers as integer) as new_customers,
        months.active_customers,
        {{ sales_kpis() }},
        coalesce(support.tickets, 0) as tickets,
        coalesce(satisfaction.nps_answers, 0) as nps_answers,
        satisfaction.nps,
        coalesce(satisfaction.csat_answers, 0) as csat_answers,
        satisfaction.csat_rate,
        cast(months.messages as integer) as messages,
        cast(months.sessions as integer) as sessions,
        cast(months.feedback_texts as integer) as feedback_texts,
        {{ start_of_period(dbt.dateadd('day', 1, 'months.month_end_date'), "'month'") }}
        > months.kpi_month as is_complete
    from months
    left join sales
        on months.kpi_month = sales.sales_month
    left join satisfaction
        on months.kpi_month = satisfaction.survey_month
    left join support
        on months.kpi_month = support.opened_month

)

select
    *,
    {{ compared_with_months_before('new_customers', 1, 'month') }},
    {{ compared_with_months_before('new_customers', 12, 'year') }},
    {{ compared_with_months_before('active_customers', 1, 'month') }},
    {{ compared_with_months_before('active_customers', 12, 'year') }},
    {{ compared_with_months_before('orders', 1, 'month') }},
    {{ compared_with_months_before('orders', 12, 'year') }},
    {{ compared_with_months_before('net_revenue', 1, 'month') }},
    {{ compared_with_months_before('net_revenue', 12, 'year') }},
    {{ compared_with_months_before('average_order_amount', 1, 'month') }},
    {{ compared_with_months_before('average_order_amount', 12, 'year') }}
from kpis
