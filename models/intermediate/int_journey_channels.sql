-- One row per channel of visits: the name under which transitions and attribution show it.
with sessions as (

    select * from {{ ref('int_sessions') }}

),

channels as (

    select
        channel,
        count(*) as sessions
    from sessions
    group by 1

),

ranked_channels as (

    select
        *,
        -- all with as many visits count along, so that no tie is split and the bound still holds
        count(*) over (order by sessions desc) as channels_down_to_here
    from channels

)

select
    channel,
    case
        when channels_down_to_here <= {{ var('journey_channels') }} then channel else '(other)'
    end as shown_channel,
    cast(sessions as integer) as sessions
from ranked_channels
