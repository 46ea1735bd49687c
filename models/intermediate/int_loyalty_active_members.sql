-- One row per month in which members became active or lapsed: by how many the active members grew.
with spells as (

    select * from {{ ref('int_customer_activity_spells') }}

),

loyalty as (

    select * from {{ ref('int_customer_loyalty') }}

),

-- active as a member: from joining, or from the purchase after it, to the lapse
member_spells as (

    select
        spells.lapsed_date,
        greatest(spells.started_date, loyalty.loyalty_since_date) as started_date
    from spells
    inner join loyalty
        on spells.customer_id = loyalty.customer_id
    where spells.lapsed_date is null or spells.lapsed_date > loyalty.loyalty_since_date

),

starts_and_lapses as (

    select
        {{ start_of_period('started_date', "'month'") }} as month_start_date,
        1 as active_members_change
    from member_spells
    union all
    select
        {{ start_of_period('lapsed_date', "'month'") }} as month_start_date,
        -1 as active_members_change
    from member_spells
    where lapsed_date is not null

)

select
    month_start_date,
    cast(sum(active_members_change) as integer) as active_members_change
from starts_and_lapses
group by 1
