-- One row per quarter four between two complete quarters: what a day of it brings in, growth taken out.
with days as (

    select * from {{ ref('daily_sales') }}

),

-- nine months around each quarter four, numbered -4 (July) to 4 (March)
months as (

    select
        {{ dbt.date_trunc('month', 'sales_date') }} as sales_month,
        cast(extract(year from {{ dbt.dateadd('month', -6, 'sales_date') }}) as integer)
            as sales_year,
        cast(
            mod(cast(extract(month from sales_date) as integer) + 5, 12) - 4 as integer
        ) as month_number,
        min(sales_date) as first_known_date,
        max(sales_date) as last_known_date,
        count(*) as sales_days,
        sum(orders) as orders,
        sum(net_revenue) as net_revenue
    from days
    where extract(quarter from sales_date) <> 2
    group by 1, 2, 3

),

-- a shop opens on the second or third of a month too: a week may be missing at the beginning; few orders make no season
complete_months as (

    select
        *,
        {{ rate('net_revenue', 'sales_days') }} as daily_revenue,
        abs(month_number) <= 1 as is_quarter_four
    from months
    where
        orders >= {{ var('minimum_compared_customers') }}
        and first_known_date < {{ dbt.dateadd('day', 7, 'sales_month') }}
        and {{ dbt.dateadd('day', 1, 'last_known_date') }}
        = {{ dbt.dateadd('month', 1, 'sales_month') }}

),

years as (

    select
        sales_year,
        {{ exact_avg('case when is_quarter_four then daily_revenue end') }} as daily_revenue,
        {{ exact_avg('case when is_quarter_four then null else daily_revenue end') }}
            as neighbour_daily_revenue,
        -- a straight line through nine months: the numbers' squares add up to 60
        {{ exact_sum('month_number * daily_revenue / 60') }} as monthly_growth
    from complete_months
    group by 1
    having count(*) = 9

),

-- quarter four lies in the middle, so the line's slope changes nothing about how far it is above its neighbours
residuals as (

    select
        years.sales_year,
        {{ exact_sum(
            'power(months.daily_revenue - years.monthly_growth * months.month_number - case'
            ' when months.is_quarter_four then years.daily_revenue'
            ' else years.neighbour_daily_revenue end, 2)'
        ) }} as residual_squares
    from complete_months as months
    inner join years
        on months.sales_year = years.sales_year
    group by 1

)

select
    years.sales_year,
    cast(round(cast(years.daily_revenue as numeric), 2) as numeric(14, 2)) as daily_revenue,
    cast(round(cast(years.neighbour_daily_revenue as numeric), 2) as numeric(14, 2))
        as neighbour_daily_revenue,
    {{ rate('years.daily_revenue', 'years.neighbour_daily_revenue') }} - 1 as lift,
    {{ rate('years.monthly_growth', 'years.neighbour_daily_revenue') }} as monthly_growth_rate,
    -- nine months less the level, the slope and the lift leave six to tell chance by
    {{ rate('sqrt(residuals.residual_squares / 6)', 'years.neighbour_daily_revenue') }}
        as monthly_deviation
from years
inner join residuals
    on years.sales_year = residuals.sales_year
where years.neighbour_daily_revenue > 0
