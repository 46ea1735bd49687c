-- Accounting: nine insights as soon as there is a customer, none before; an interval holds its value; what is clear holds no "no effect".
with customers as (

    select count(*) as customers
    from {{ ref('stg_customers') }}

),

insights as (

    select
        count(*) as insights,
        sum(
            case
                when status = 'too few data' then 0
                when value < value_low or value > value_high then 1
                when
                    (status = 'no clear effect')
                    <> (coalesce(no_effect_value between value_low and value_high, false))
                    then 1
                else 0
            end
        ) as contradictions
    from {{ ref('key_insights') }}

)

select
    customers.customers,
    insights.insights,
    insights.contradictions
from customers
cross join insights
where
    insights.insights <> case when customers.customers > 0 then 9 else 0 end
    or insights.contradictions > 0
