-- One row per channel, campaign and month in which messages were sent: what came of them, what they cost and bring in.
with messages as (

    select * from {{ ref('int_messages') }}

),

totals as (

    select
        messages.channel,
        messages.campaign,
        messages.sent_month,
        {{ message_totals() }}
    from messages
    group by 1, 2, 3

)

select
    totals.channel,
    totals.campaign,
    totals.sent_month,
    {{ message_measures() }}
from totals
