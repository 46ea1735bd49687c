-- One row per customer and channel that reached them: the hour of sending at which they open more, if there is evidence.
{% set strict_z = 2.8653 %}  {#- 0.05 on one side, shared out over the 24 hours that could stand out (Bonferroni) -#}

with messages as (

    select * from {{ ref('int_messages') }}
    where is_delivered

),

hours as (

    select
        customer_id,
        channel,
        sent_hour,
        count(*) as messages,
        sum(case when is_opened then 1 else 0 end) as opened
    from messages
    group by 1, 2, 3

),

totals as (

    select
        customer_id,
        channel,
        sum(messages) as all_messages,
        sum(opened) as all_opened
    from hours
    group by 1, 2

),

-- an hour is held against the others: against all, it would be held against itself too
compared_hours as (

    select
        hours.*,
        totals.all_messages - hours.messages as other_messages,
        totals.all_opened - hours.opened as other_opened
    from hours
    inner join totals
        on
            hours.customer_id = totals.customer_id
            and hours.channel = totals.channel
    where
        hours.messages >= {{ var('minimum_hour_messages') }}
        and totals.all_messages - hours.messages >= {{ var('minimum_hour_messages') }}

),

tested_hours as (

    select
        *,
        {{ rate_difference_low(
            'opened', 'messages', 'other_opened', 'other_messages', strict_z
        ) }} as difference_low
    from compared_hours

),

ranked_hours as (

    select
        *,
        count(*) over (partition by customer_id, channel) as tested_hours,
        row_number() over (
            partition by customer_id, channel
            order by difference_low desc, sent_hour asc
        ) as place
    from tested_hours

)

select
    totals.customer_id,
    totals.channel,
    case when leader.difference_low > 0 then leader.sent_hour end as best_send_hour,
    case
        when leader.tested_hours is null then 'too few messages'
        when leader.difference_low > 0 then 'best hour'
        else 'no hour stands out'
    end as status,
    cast(totals.all_messages as integer) as delivered_messages,
    cast(totals.all_opened as integer) as opened_messages,
    {{ rate('totals.all_opened', 'totals.all_messages') }} as open_rate,
    cast(coalesce(leader.tested_hours, 0) as integer) as tested_hours,
    leader.sent_hour as leading_hour,
    cast(leader.messages as integer) as leading_hour_messages,
    {{ rate('leader.opened', 'leader.messages') }} as leading_hour_open_rate,
    {{ rate('leader.other_opened', 'leader.other_messages') }} as other_hours_open_rate,
    leader.difference_low as open_rate_difference_low
from totals
left join ranked_hours as leader
    on
        totals.customer_id = leader.customer_id
        and totals.channel = leader.channel
        and leader.place = 1
