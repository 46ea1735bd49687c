-- Accounting: each model of attribution shares out the same orders, revenue and spend in each period, and they are all that there are.
with order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}
    where is_counted

),

counted_orders as (

    select
        order_id,
        min(ordered_at) as ordered_at,
        max(case when is_purchase then 1 else 0 end) as is_purchase,
        sum(net_amount) as net_amount
    from order_lines
    group by 1

),

entries as (

    select
        {{ month_of('ordered_at') }} as entry_month,
        is_purchase as orders,
        net_amount as net_revenue,
        0 as spend
    from counted_orders
    union all
    select
        cast({{ dbt.date_trunc('month', 'spend_date') }} as date) as entry_month,
        0 as orders,
        0 as net_revenue,
        spend
    from {{ ref('stg_acquisition_costs') }}

),

all_months as (

    select
        {{ month_label('entry_month') }} as period,
        sum(orders) as orders,
        sum(net_revenue) as net_revenue,
        sum(spend) as spend
    from entries
    group by 1

),

expected as (

    select * from all_months
    union all
    select
        'all' as period,
        coalesce(sum(orders), 0) as orders,
        coalesce(sum(net_revenue), 0) as net_revenue,
        coalesce(sum(spend), 0) as spend
    from all_months
    having count(*) > 0

),

models as (

    select *
    from (
        values
        ('first touch'), ('last touch'), ('linear'),
        ('position based'), ('time decay'), ('markov')
    ) as listed (model)

),

shared_out as (

    select
        'by channel' as mart,
        period,
        model,
        sum(orders) as orders,
        sum(net_revenue) as net_revenue,
        sum(spend) as spend
    from {{ ref('channel_attribution') }}
    group by 1, 2, 3
    union all
    select
        'by campaign' as mart,
        {{ month_label('attribution_month') }} as period,
        model,
        sum(orders) as orders,
        sum(net_revenue) as net_revenue,
        sum(spend) as spend
    from {{ ref('campaign_attribution') }}
    group by 1, 2, 3

),

wanted as (

    select
        expected.*,
        marts.mart,
        models.model
    from expected
    cross join models
    cross join (values ('by channel'), ('by campaign')) as marts (mart)
    where marts.mart = 'by channel' or (models.model <> 'markov' and expected.period <> 'all')

)

select
    wanted.*,
    shared_out.orders as orders_shared_out,
    shared_out.net_revenue as net_revenue_shared_out,
    shared_out.spend as spend_shared_out
from wanted
full outer join shared_out
    on
        wanted.mart = shared_out.mart
        and wanted.period = shared_out.period
        and wanted.model = shared_out.model
where
    wanted.period is null
    or shared_out.period is null
    -- parts of orders are rounded to twelve decimals
    or abs(wanted.orders - shared_out.orders) > 0.000001
    or wanted.net_revenue <> shared_out.net_revenue
    or wanted.spend <> shared_out.spend
