-- One row per month, segment, channel and priority: how soon tickets were answered first.
with tickets as (

    select * from {{ ref('support_by_customer_group') }}

)

select
    {{ period_month('opened_month') }},
    segment,
    channel,
    priority,
    case priority
        when 'urgent' then 1
        when 'high' then 2
        when 'normal' then 3
        else 4
    end as priority_order,
    cast(sum(answered_in_4_hours) as integer) as within_4_hours,
    cast(sum(answered_in_24_hours - answered_in_4_hours) as integer) as from_4_to_24_hours,
    cast(sum(answered_in_72_hours - answered_in_24_hours) as integer) as from_24_to_72_hours,
    cast(sum(answered_tickets - answered_in_72_hours) as integer) as after_72_hours,
    cast(sum(unanswered_tickets) as integer) as unanswered_tickets
from tickets
group by 1, 2, 3, 4, 5
having sum(answered_tickets + unanswered_tickets) > 0
