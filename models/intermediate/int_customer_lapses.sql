-- One row per customer and spell of activity that has ended: whether they came back in time, and were written to until then.
{% set winback_days = var('winback_days') %}

with spells as (

    select * from {{ ref('int_customer_activity_spells') }}

),

messages as (

    select * from {{ ref('int_messages') }}

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

)

select
    lapses.customer_id,
    lapses.spell_number,
    {{ start_of_period('lapses.lapsed_date', "'month'") }} as lapse_month,
    lapses.days_to_return,
    cast(lapses.spend_since_return as numeric(14, 2)) as spend_since_return,
    lapses.is_followed,
    lapses.is_won_back,
    messaged_lapses.customer_id is not null as is_messaged
from lapses
left join messaged_lapses
    on
        lapses.customer_id = messaged_lapses.customer_id
        and lapses.spell_number = messaged_lapses.spell_number
