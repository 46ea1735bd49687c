-- One row per snapshot and customer who had bought by then: what a churn regression may know of them on that day.
-- Counts and times are taken as logarithms: one purchase more matters more to those who have few.
with histories as (

    select * from {{ ref('int_purchase_history') }}

),

signals as (

    select * from {{ ref('int_customer_signals') }}

),

mean_satisfaction as (

    select
        snapshot,
        {{ exact_avg('satisfaction') }} as satisfaction
    from {{ ref('int_customer_signals') }}
    group by 1

)

select
    histories.snapshot,
    histories.customer_id,
    case when histories.next_purchases = 0 then 1 when histories.next_purchases > 0 then 0 end
        as has_churned,
    {{ log_of_count('histories.days_since_purchase') }} as days_since_purchase,
    {{ log_of_count('histories.repeats') }} as repeats,
    -- the trend: the more of all purchases are recent ones
    {{ log_of_count('histories.recent_purchases') }} as recent_purchases,
    {{ log_of_count('greatest(0, histories.average_spend_of_all)') }} as spend,
    {{ log_of_count('histories.age_days') }} as tenure,
    {{ log_of_count('signals.tickets') }} as tickets,
    {{ log_of_count('signals.open_tickets') }} as open_tickets,
    -- who was not asked counts as average
    cast(
        coalesce(signals.satisfaction, mean_satisfaction.satisfaction, 0) as {{ dbt.type_float() }}
    ) as satisfaction,
    {{ log_of_count('signals.messages') }} as messages,
    coalesce({{ rate('signals.messages_opened', 'signals.messages') }}, 0) as messages_opened,
    {{ log_of_count('signals.visits') }} as visits
from histories
inner join signals
    on
        histories.snapshot = signals.snapshot
        and histories.customer_id = signals.customer_id
inner join mean_satisfaction
    on histories.snapshot = mean_satisfaction.snapshot
