-- One row per customer who has visited: where they came from, how often they come, how long until they bought.
with sessions as (

    select
        *,
        row_number() over (partition by customer_id order by started_at desc, session_id desc)
            as sessions_from_last
    from {{ ref('journey_sessions') }}
    where customer_id is not null

),

first_purchases as (

    select
        customer_id,
        ordered_at
    from {{ ref('orders') }}
    where is_first_purchase

),

visitors as (

    select
        sessions.customer_id,
        min(sessions.started_at) as first_session_at,
        max(sessions.started_at) as last_session_at,
        min(first_purchases.ordered_at) as first_purchase_at,
        max(case when sessions.session_number = 1 then sessions.channel end) as first_channel,
        max(case when sessions.session_number = 1 then sessions.campaign end) as first_campaign,
        max(case when sessions.sessions_from_last = 1 then sessions.channel end) as last_channel,
        max(case when sessions.sessions_from_last = 1 then sessions.device end) as last_device,
        count(*) as sessions,
        sum(case when sessions.recognised <> 'in this visit' then 1 else 0 end)
            as anonymous_sessions,
        sum(case when sessions.has_purchase then 1 else 0 end) as sessions_with_purchase,
        sum(case when sessions.started_at <= first_purchases.ordered_at then 1 else 0 end)
            as sessions_before_purchase
    from sessions
    left join first_purchases
        on sessions.customer_id = first_purchases.customer_id
    group by 1

)

select
    customer_id,
    first_session_at,
    last_session_at,
    first_purchase_at,
    first_channel,
    first_campaign,
    last_channel,
    last_device,
    cast(sessions as integer) as sessions,
    cast(anonymous_sessions as integer) as anonymous_sessions,
    cast(sessions_with_purchase as integer) as sessions_with_purchase,
    cast(
        case when first_purchase_at >= first_session_at then sessions_before_purchase end as integer
    ) as sessions_before_purchase,
    case
        when first_purchase_at >= first_session_at
            then {{ hours_between('first_session_at', 'first_purchase_at') }} / 24
    end as days_to_first_purchase,
    {{ hours_between('first_session_at', 'last_session_at') }} / 24 / nullif(sessions - 1, 0)
        as mean_days_between_sessions
from visitors
