-- One row per channel that money was spent on or customers came by: under which channel the dashboard shows it.
with performance as (

    select * from {{ ref('acquisition_performance') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

spellings as (

    select
        {{ label_of('acquisition_channel') }} as acquisition_channel,
        channel,
        count(*) as customers
    from customer_groups
    group by 1, 2

),

-- of two spellings one may be among the largest channels and one not
ranked_spellings as (

    select
        *,
        row_number() over (
            partition by acquisition_channel order by customers desc, channel asc
        ) as place
    from spellings

),

channels as (

    select distinct channel as acquisition_channel
    from performance

)

select
    channels.acquisition_channel,
    case
        when ranked_spellings.channel is not null then ranked_spellings.channel
        when channels.acquisition_channel = '(none)' then '(unknown)'
        else '(other)'
    end as channel
from channels
left join ranked_spellings
    on
        channels.acquisition_channel = ranked_spellings.acquisition_channel
        and ranked_spellings.place = 1
