-- One row per month in which customers lapsed: how many came back in time, how many after a message, and what they spent.
{% set winback_days = var('winback_days') %}

with spells as (

    select * from {{ ref('int_customer_activity_spells') }}

),

messages as (

    select * from {{ ref('stg_communication_logs') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

spells_after as (

    select
        *,
        lead(spend) over (partition by customer_id order by spell_number) as spend_since_return
    from spells

),

lapses as (

    select
        spells_after.customer_id,
        spells_after.spell_number,
        spells_after.lapsed_date,
        spells_after.returned_date,
        spells_after.spend_since_return,
        spells_after.returned_date - spells_after.lapsed_date as days_to_return,
        {{ dbt.dateadd('day', winback_days, 'spells_after.lapsed_date') }} <= as_of.as_of_date
            as is_followed,
        coalesce(
            spells_after.returned_date - spells_after.lapsed_date <= {{ winback_days }}, false
        ) as is_won_back
    from spells_after
    cross join as_of
    where spells_after.lapsed_date is not null

),

-- written to while lapsed: from the day of the lapse to the day before the return, as long as we follow them
messaged_lapses as (

    select
        lapses.customer_id,
        lapses.spell_number
    from lapses
    inner join messages
        on
            lapses.customer_id = messages.customer_id
            and lapses.lapsed_date <= messages.sent_date
            and messages.sent_date - lapses.lapsed_date <= {{ winback_days }}
            and (lapses.returned_date is null or lapses.returned_date > messages.sent_date)
    group by 1, 2

),

flagged_lapses as (

    select
        lapses.*,
        {{ start_of_period('lapses.lapsed_date', "'month'") }} as lapse_month,
        messaged_lapses.customer_id is not null as is_messaged
    from lapses
    left join messaged_lapses
        on
            lapses.customer_id = messaged_lapses.customer_id
            and lapses.spell_number = messaged_lapses.spell_number

),

months as (

    select
        lapse_month,
        count(*) as lapsed_customers,
        sum(case when is_followed then 1 else 0 end) as followed_customers,
        sum(case when is_followed and is_messaged then 1 else 0 end) as messaged_customers,
        sum(case when is_followed and is_won_back then 1 else 0 end) as won_back_customers,
        sum(
            case when is_followed and is_won_back and is_messaged then 1 else 0 end
        ) as won_back_after_message_customers,
        count(returned_date) as returned_customers,
        {{ quantiles('days_to_return', [0.5]) }} as days_to_return_quantiles,
        coalesce(sum(spend_since_return), 0) as spend_since_return
    from flagged_lapses
    group by 1

)

select
    lapse_month,
    cast(lapsed_customers as integer) as lapsed_customers,
    cast(followed_customers as integer) as followed_customers,
    cast(messaged_customers as integer) as messaged_customers,
    cast(won_back_customers as integer) as won_back_customers,
    cast(won_back_after_message_customers as integer) as won_back_after_message_customers,
    cast(returned_customers as integer) as returned_customers,
    {{ rate('won_back_customers', 'followed_customers') }} as winback_rate,
    {{ rate('messaged_customers', 'followed_customers') }} as messaged_rate,
    days_to_return_quantiles[1] as median_days_to_return,
    cast(spend_since_return as numeric(14, 2)) as spend_since_return
from months
