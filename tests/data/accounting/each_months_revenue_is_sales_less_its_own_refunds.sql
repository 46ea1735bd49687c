-- Accounting: a month's net revenue is what was ordered in it less what was given back in it, and its mix says the same.
with order_lines as (

    select * from {{ ref('stg_purchase_behavior') }}
    where is_counted

),

movements as (

    select
        order_date as movement_date,
        gross_amount - discount_amount as amount
    from order_lines
    union all
    select
        refund_date as movement_date,
        -refund_amount as amount
    from order_lines
    where refund_amount > 0

),

expected as (

    select
        cast({{ dbt.date_trunc('month', 'movement_date') }} as date) as sales_month,
        sum(amount) as net_revenue
    from movements
    group by 1

),

mix as (

    select
        sales_month,
        sum(case when dimension = 'sales channel' then net_revenue end) as by_channel,
        sum(case when dimension = 'payment method' then net_revenue end) as by_payment_method
    from {{ ref('sales_mix') }}
    group by 1

)

select
    months.sales_month,
    months.net_revenue,
    expected.net_revenue as expected_net_revenue,
    mix.by_channel,
    mix.by_payment_method
from {{ ref('monthly_sales') }} as months
full outer join expected
    on months.sales_month = expected.sales_month
left join mix
    on months.sales_month = mix.sales_month
where
    months.sales_month is null
    or months.net_revenue <> coalesce(expected.net_revenue, 0)
    or coalesce(mix.by_channel, 0) <> months.net_revenue
    or coalesce(mix.by_payment_method, 0) <> months.net_revenue
