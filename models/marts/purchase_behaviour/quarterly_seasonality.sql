-- One row per quarter of the year: how much above or below an average quarter its revenue lies, growth taken out.
with days as (

    select * from {{ ref('daily_sales') }}

),

quarters_of_year as (

    select quarter_of_year
    from (values (1), (2), (3), (4)) as numbers (quarter_of_year)

),

quarters as (

    select
        cast({{ dbt.date_trunc('quarter', 'sales_date') }} as date) as quarter_start_date,
        min(sales_date) as first_known_date,
        max(sales_date) as last_known_date,
        sum(orders) as orders,
        sum(net_revenue) as net_revenue
    from days
    group by 1

),

-- a shop opens on the second or third of January too: a week may be missing at the beginning
complete_quarters as (

    select
        *,
        cast(extract(quarter from quarter_start_date) as integer) as quarter_of_year
    from quarters
    where
        first_known_date - quarter_start_date < 7
        and {{ dbt.date_trunc('quarter', dbt.dateadd('day', 1, 'last_known_date')) }}
        > quarter_start_date

),

-- an average of four quarters, centred by taking the outermost two by half each, holds growth and no season
trend as (

    select
        *,
        (
            0.5 * lag(net_revenue, 2) over (order by quarter_start_date)
            + lag(net_revenue, 1) over (order by quarter_start_date)
            + net_revenue
            + lead(net_revenue, 1) over (order by quarter_start_date)
            + 0.5 * lead(net_revenue, 2) over (order by quarter_start_date)
        ) / 4 as trend_revenue
    from complete_quarters

),

totals as (

    select
        quarters_of_year.quarter_of_year,
        count(trend.quarter_start_date) as quarters,
        coalesce(sum(trend.orders), 0) as orders,
        coalesce(sum(trend.net_revenue), 0) as net_revenue,
        avg(trend.net_revenue) as mean_net_revenue,
        count(trend.trend_revenue) as compared_quarters,
        avg({{ rate('trend.net_revenue', 'trend.trend_revenue') }}) as ratio_to_trend
    from quarters_of_year
    left join trend
        on quarters_of_year.quarter_of_year = trend.quarter_of_year
    group by 1

)

select
    quarter_of_year,
    cast(quarters as integer) as quarters,
    cast(orders as integer) as orders,
    cast(net_revenue as numeric(14, 2)) as net_revenue,
    cast(mean_net_revenue as numeric(14, 2)) as mean_net_revenue,
    {{ rate('mean_net_revenue', 'avg(mean_net_revenue) over ()') }} as revenue_index,
    cast(compared_quarters as integer) as compared_quarters,
    -- the mean index is 1; without all four there is none to compare with
    case
        when count(ratio_to_trend) over () = 4
            then {{ rate('ratio_to_trend', 'avg(ratio_to_trend) over ()') }}
    end as seasonality_index
from totals
