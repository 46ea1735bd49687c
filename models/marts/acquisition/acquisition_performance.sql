-- One row per channel, campaign and month with spend or new customers: what they cost and what they bring in.
with customers as (

    {{ acquired_customers() }}

),

lifetime_values as (

    select * from {{ ref('customer_lifetime_value') }}

),

spend as (

    select * from {{ ref('int_acquisition_spend') }}

),

payback as (

    select * from {{ ref('acquisition_payback') }}

),

new_customers as (

    select
        customers.channel,
        customers.campaign,
        customers.acquisition_month,
        count(*) as new_customers,
        sum(case when customers.has_purchased then 1 else 0 end) as buyers,
        sum(customers.net_revenue) as net_revenue,
        {{ exact_sum('lifetime_values.predicted_lifetime_value') }} as predicted_lifetime_value
    from customers
    left join lifetime_values
        on customers.customer_id = lifetime_values.customer_id
    group by 1, 2, 3

),

paid_back as (

    select
        channel,
        campaign,
        acquisition_month,
        max(case when months_since = 0 then net_revenue end) as first_month_net_revenue,
        min(case when paid_back_rate >= 1 then months_since end) as payback_months
    from payback
    group by 1, 2, 3

),

-- spend without customers and customers without spend are rows, and no losses
combined as (

    select
        spend.impressions,
        spend.clicks,
        new_customers.predicted_lifetime_value,
        coalesce(new_customers.channel, spend.channel) as channel,
        coalesce(new_customers.campaign, spend.campaign) as campaign,
        coalesce(new_customers.acquisition_month, spend.spend_month) as acquisition_month,
        coalesce(spend.spend, 0) as spend,
        coalesce(new_customers.new_customers, 0) as new_customers,
        coalesce(new_customers.buyers, 0) as buyers,
        coalesce(new_customers.net_revenue, 0) as net_revenue
    from new_customers
    full outer join spend
        on
            new_customers.channel = spend.channel
            and new_customers.campaign = spend.campaign
            and new_customers.acquisition_month = spend.spend_month

)

select
    combined.channel,
    combined.campaign,
    combined.acquisition_month,
    cast(combined.spend as numeric(14, 2)) as spend,
    cast(combined.impressions as bigint) as impressions,
    cast(combined.clicks as bigint) as clicks,
    cast(combined.new_customers as integer) as new_customers,
    cast(combined.buyers as integer) as buyers,
    {{ money_per('combined.spend', 'combined.new_customers') }} as customer_acquisition_cost,
    cast(combined.net_revenue as numeric(14, 2)) as net_revenue,
    combined.predicted_lifetime_value,
    {{ rate('coalesce(paid_back.first_month_net_revenue, 0)', 'combined.spend') }}
        as return_on_ad_spend,
    {{ rate('combined.net_revenue', 'combined.spend') }} as historical_ltv_to_cac,
    {{ rate('combined.net_revenue + combined.predicted_lifetime_value', 'combined.spend') }}
        as predicted_ltv_to_cac,
    {{ rate('combined.net_revenue - combined.spend', 'combined.spend') }} as return_on_investment,
    cast(paid_back.payback_months as integer) as payback_months
from combined
left join paid_back
    on
        combined.channel = paid_back.channel
        and combined.campaign = paid_back.campaign
        and combined.acquisition_month = paid_back.acquisition_month
