-- One row per channel and hour of the shop's day in which messages were sent: what came of them.
with messages as (

    select * from {{ ref('int_messages') }}

),

totals as (

    select
        messages.channel,
        messages.sent_hour,
        {{ message_totals() }}
    from messages
    group by 1, 2

)

select
    totals.channel,
    totals.sent_hour,
    {{ message_measures() }}
from totals
