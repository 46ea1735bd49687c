-- One row per visit: the path that it is a step of, and whether that led to a purchase.
with purchases as (

    select * from {{ ref('int_journey_purchases') }}
    where purchased_at is not null

),

-- visits carry their columns through the sort, which costs less than to look them up by session behind it
moments as (

    select
        null as session_id,
        'customer ' || customer_id as visitor,
        null as customer_id,
        null as channel,
        null as campaign,
        purchased_at as happened_at,
        purchased_at
    from purchases
    union all
    select
        sessions.session_id,
        sessions.visitor,
        sessions.customer_id,
        channels.shown_channel as channel,
        sessions.campaign,
        sessions.started_at as happened_at,
        null as purchased_at
    from {{ ref('int_sessions') }} as sessions
    inner join {{ ref('int_journey_channels') }} as channels
        on sessions.channel = channels.channel

),

-- rows of the same moment are looked at together: a visit that begins as the order is placed counts
next_purchases as (

    select
        *,
        min(purchased_at) over (partition by visitor order by happened_at desc) as next_purchase_at
    from moments

),

touches as (

    select
        visits.*,
        visits.happened_at as started_at,
        {{ hours_between('visits.happened_at', 'visits.next_purchase_at') }} / 24
            as days_before_purchase,
        {{ hours_between('visits.happened_at', 'as_of.as_of_until') }} / 24 as days_before_end
    from next_purchases as visits
    cross join {{ ref('stg_as_of_date') }} as as_of
    where visits.session_id is not null

),

decided_touches as (

    select
        *,
        case
            when days_before_purchase <= {{ var('attribution_lookback_days') }} then 'purchase'
            when next_purchase_at is not null then 'no purchase'
            when days_before_end <= {{ var('attribution_lookback_days') }} then 'open'
            else 'no purchase'
        end as outcome
    from touches

),

numbered_touches as (

    select
        *,
        first_value(session_id) over touch_order as path_id,
        row_number() over touch_order as touch_number,
        count(*) over path as touches,
        max(started_at) over path as last_touch_at
    from decided_touches
    window
        path as (partition by visitor, next_purchase_at, outcome),
        touch_order as (
            partition by visitor, next_purchase_at, outcome order by started_at, session_id
        )

)

select
    touches.session_id,
    touches.path_id,
    touches.customer_id,
    purchases.purchase_date,
    coalesce(purchases.purchase_month, {{ month_of('touches.last_touch_at') }}) as path_month,
    touches.started_at,
    touches.last_touch_at,
    touches.outcome,
    touches.channel,
    touches.campaign,
    cast(touches.touch_number as integer) as touch_number,
    cast(touches.touches as integer) as touches,
    case when touches.outcome = 'purchase' then touches.days_before_purchase end
        as days_before_purchase,
    purchases.orders,
    purchases.net_revenue
from numbered_touches as touches
left join purchases
    on
        touches.customer_id = purchases.customer_id
        and touches.next_purchase_at = purchases.purchased_at
        and touches.outcome = 'purchase'
