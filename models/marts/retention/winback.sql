-- One row per month in which customers lapsed: how many came back in time, how many after a message, and what they spent.
with months as (

    select
        lapse_month,
        sum(lapsed_customers) as lapsed_customers,
        sum(followed_customers) as followed_customers,
        sum(messaged_customers) as messaged_customers,
        sum(won_back_customers) as won_back_customers,
        sum(won_back_after_message_customers) as won_back_after_message_customers,
        sum(returned_customers) as returned_customers,
        sum(spend_since_return) as spend_since_return
    from {{ ref('winback_by_customer_group') }}
    group by 1

),

medians as (

    select
        lapse_month,
        {{ quantiles('days_to_return', [0.5]) }} as days_to_return_quantiles
    from {{ ref('int_customer_lapses') }}
    group by 1

)

select
    months.lapse_month,
    cast(months.lapsed_customers as integer) as lapsed_customers,
    cast(months.followed_customers as integer) as followed_customers,
    cast(months.messaged_customers as integer) as messaged_customers,
    cast(months.won_back_customers as integer) as won_back_customers,
    cast(months.won_back_after_message_customers as integer) as won_back_after_message_customers,
    cast(months.returned_customers as integer) as returned_customers,
    {{ rate('months.won_back_customers', 'months.followed_customers') }} as winback_rate,
    {{ rate('months.messaged_customers', 'months.followed_customers') }} as messaged_rate,
    medians.days_to_return_quantiles[1] as median_days_to_return,
    cast(months.spend_since_return as numeric(14, 2)) as spend_since_return
from months
inner join medians
    on months.lapse_month = medians.lapse_month
