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

-- an hour is held against the others: against all, it would be held against itself too
compared_hours as (

    select
        *,
        sum(messages) over (partition by customer_id, channel) as all_messages,
        sum(opened) over (partition by customer_id, channel) as all_opened,
        sum(messages) over (partition by customer_id, channel) - messages as other_messages,
        sum(opened) over (partition by customer_id, channel) - opened as other_opened
    from hours

),

tested_hours as (

    select
        *,
        case
            when
                messages >= {{ var('minimum_hour_messages') }}
                and other_messages >= {{ var('minimum_hour_messages') }}
                then {{ rate_difference_low(
                    'opened', 'messages', 'other_opened', 'other_messages', strict_z
                ) }}
        end as difference_low
    from compared_hours

),

ranked_hours as (

    select
        *,
        count(difference_low) over (partition by customer_id, channel) as tested_hours,
        row_number() over (
            partition by customer_id, channel
            order by difference_low desc nulls last, sent_hour asc
        ) as place
    from tested_hours

)

select
    customer_id,
    channel,
    case when difference_low > 0 then sent_hour end as best_send_hour,
    case
        when tested_hours = 0 then 'too few messages'
        when difference_low > 0 then 'best hour'
        else 'no hour stands out'
    end as status,
    cast(all_messages as integer) as delivered_messages,
    cast(all_opened as integer) as opened_messages,
    {{ rate('all_opened', 'all_messages') }} as open_rate,
    cast(tested_hours as integer) as tested_hours,
    case when difference_low is not null then sent_hour end as leading_hour,
    cast(case when difference_low is not null then messages end as integer)
        as leading_hour_messages,
    case when difference_low is not null then {{ rate('opened', 'messages') }} end
        as leading_hour_open_rate,
    case when difference_low is not null then {{ rate('other_opened', 'other_messages') }} end
        as other_hours_open_rate,
    difference_low as open_rate_difference_low
from ranked_hours
where place = 1
