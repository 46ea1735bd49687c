-- One row per customer: what they have been worth, and what they are expected to be worth in the months ahead.
with customers as (

    select * from {{ ref('customers') }}

),

histories as (

    select * from {{ ref('int_purchase_history') }}
    where snapshot = 'current'

),

scores as (

    select * from {{ ref('int_buying_process_scores') }}
    where snapshot = 'current'

),

months_of_life as (

    select
        *,
        greatest(1, age_days / {{ var('days_per_month') }}) as life_months
    from histories

),

ranked_scores as (

    select
        *,
        case
            when discounted_value is not null
                then {{ decile('discounted_value', 'discounted_value is not null') }}
        end as value_decile
    from scores

)

select
    customers.customer_id,
    customers.first_order_date,
    cast({{ dbt.date_trunc('month', 'customers.first_order_date') }} as date) as acquisition_month,
    case
        when not customers.has_purchased then 'no purchase'
        when scores.customer_id is null then 'buying process not fitted'
        when scores.expected_spend is null then 'spend not fitted'
        else 'scored'
    end as status,
    customers.orders,
    customers.gross_revenue,
    customers.net_revenue,
    {{ money_per('customers.gross_revenue', 'customers.orders') }} as gross_revenue_per_order,
    {{ money_per('customers.net_revenue', 'customers.orders') }} as net_revenue_per_order,
    {{ money_per('customers.gross_revenue', 'months_of_life.life_months') }}
        as gross_revenue_per_month,
    {{ money_per('customers.net_revenue', 'months_of_life.life_months') }} as net_revenue_per_month,
    months_of_life.repeats,
    months_of_life.recency_days,
    months_of_life.age_days,
    months_of_life.average_spend,
    scores.probability_alive,
    scores.expected_purchases,
    scores.expected_purchases_deviation,
    scores.expected_spend,
    scores.expected_revenue,
    scores.expected_revenue_deviation,
    scores.discounted_value as predicted_lifetime_value,
    scores.value_decile
from customers
left join months_of_life
    on customers.customer_id = months_of_life.customer_id
left join ranked_scores as scores
    on customers.customer_id = scores.customer_id
