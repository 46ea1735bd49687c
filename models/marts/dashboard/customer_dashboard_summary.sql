-- One row: what a head of marketing looks at first, as of one day.
with as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

customer_totals as (

    select
        count(*) as customers,
        coalesce(sum(case when is_active then 1 else 0 end), 0) as active_customers,
        coalesce(sum(case when has_purchased then 1 else 0 end), 0) as buyers,
        coalesce(sum(case when is_loyalty_member then 1 else 0 end), 0) as loyalty_members,
        coalesce(sum(net_revenue), 0) as customer_revenue
    from {{ ref('customers') }}

),

order_totals as (

    select
        coalesce(sum(case when is_purchase then 1 else 0 end), 0) as orders,
        coalesce(sum(gross_amount), 0) as gross_revenue,
        coalesce(sum(net_amount), 0) as net_revenue
    from {{ ref('orders') }}

),

retention as (

    select * from {{ ref('int_retention_window') }}

),

survey_totals as (

    select
        avg(case when survey_type in ('satisfaction', 'csat') then score_of_ten end)
            as satisfaction_score,
        sum(case when survey_type = 'nps' then 1 else 0 end) as nps_answers,
        sum(case when survey_type = 'nps' and score >= 9 then 1 else 0 end) as promoter_answers,
        sum(case when survey_type = 'nps' and score <= 6 then 1 else 0 end) as detractor_answers
    from {{ ref('stg_customer_satisfaction_scores') }}

),

spend_totals as (

    select
        min(spend_date) as first_spend_date,
        sum(spend) as spend
    from {{ ref('stg_acquisition_costs') }}

),

customers_won as (

    select count(*) as customers_won
    from {{ ref('customers') }} as customers
    inner join spend_totals
        on customers.acquired_date >= spend_totals.first_spend_date

),

referral_totals as (

    select
        count(*) as referrals,
        sum(case when is_converted then 1 else 0 end) as converted_referrals
    from {{ ref('stg_referral_program') }}

)

select
    as_of.as_of_date,
    '{{ var("currency") }}' as currency,
    customer_totals.customers,
    customer_totals.active_customers,
    {{ rate('customer_totals.active_customers', 'customer_totals.customers') }} as active_rate,
    order_totals.orders,
    cast(order_totals.gross_revenue as numeric(14, 2)) as gross_revenue,
    cast(order_totals.net_revenue as numeric(14, 2)) as net_revenue,
    {{ money_per('order_totals.net_revenue', 'order_totals.orders') }} as average_order_amount,
    {{ money_per('customer_totals.customer_revenue', 'customer_totals.buyers') }}
        as average_lifetime_value,
    cast(survey_totals.satisfaction_score as {{ dbt.type_float() }}) as satisfaction_score,
    {{ net_promoter_score(
        'survey_totals.promoter_answers',
        'survey_totals.detractor_answers',
        'survey_totals.nps_answers',
    ) }} as nps,
    {{ rate('retention.retained_customers', 'retention.previous_customers') }} as retention_rate,
    {{ money_per('spend_totals.spend', 'customers_won.customers_won') }} as acquisition_cost,
    {{ rate('referral_totals.converted_referrals', 'referral_totals.referrals') }}
        as referral_conversion_rate,
    {{ rate('customer_totals.loyalty_members', 'customer_totals.customers') }}
        as loyalty_participation_rate
from as_of
cross join customer_totals
cross join order_totals
cross join retention
cross join survey_totals
cross join spend_totals
cross join customers_won
cross join referral_totals
