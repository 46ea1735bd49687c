-- One row per month, segment and channel: net revenue, by month of the year and year.
with sales as (

    select * from {{ ref('sales_by_customer_group') }}

),

names as (

    select
        month_of_year,
        month_name
    from (
        values
        (1, 'Jan'), (2, 'Feb'), (3, 'Mar'), (4, 'Apr'), (5, 'May'), (6, 'Jun'),
        (7, 'Jul'), (8, 'Aug'), (9, 'Sep'), (10, 'Oct'), (11, 'Nov'), (12, 'Dec')
    ) as listed (month_of_year, month_name)

),

months as (

    select
        {{ period_month('sales_month') }},
        segment,
        channel,
        cast(extract(month from sales_month) as integer) as month_of_year,
        cast(extract(year from sales_month) as integer) as sales_year,
        sum(net_revenue) as net_revenue
    from sales
    group by 1, 2, 3, 4, 5

)

select
    months.period_month,
    months.segment,
    months.channel,
    months.month_of_year,
    names.month_name,
    cast(months.sales_year as {{ dbt.type_string() }}) as sales_year,
    cast(months.net_revenue as numeric(14, 2)) as net_revenue
from months
inner join names
    on months.month_of_year = names.month_of_year
where months.net_revenue <> 0
