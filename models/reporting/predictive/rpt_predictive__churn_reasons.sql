-- One row per month of acquisition, segment, channel and reason: customers of whom it says that they may leave.
with customer_groups as (

    select * from {{ ref('customer_groups') }}

),

likely_to_leave as (

    select
        customer_groups.acquired_month,
        customer_groups.segment,
        customer_groups.channel,
        churn.main_reasons,
        count(*) as customers
    from {{ ref('customer_churn') }} as churn
    inner join customer_groups
        on churn.customer_id = customer_groups.customer_id
    where churn.churn_probability > 0.5 and churn.main_reasons is not null
    group by 1, 2, 3, 4

),

reasons as (

    select
        likely_to_leave.acquired_month,
        likely_to_leave.segment,
        likely_to_leave.channel,
        parts.reason,
        likely_to_leave.customers
    from likely_to_leave
    cross join
        lateral unnest(string_to_array(likely_to_leave.main_reasons, '; ')) as parts (reason)

),

labels as (

    {{ largest_labels('reasons', 'reason', 'customers') }}

),

shown_reasons as (

    select
        {{ period_month('reasons.acquired_month') }},
        reasons.segment,
        reasons.channel,
        labels.shown_reason as reason,
        sum(reasons.customers) as customers
    from reasons
    inner join labels
        on reasons.reason = labels.reason
    group by 1, 2, 3, 4

)

select
    period_month,
    segment,
    channel,
    reason,
    cast(customers as integer) as customers
from shown_reasons
