-- One row per customer and spell of activity: from a purchase until active_days have passed without another.
with purchase_days as (

    select * from {{ ref('int_customer_purchase_days') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

numbered_days as (

    select
        customer_id,
        purchase_date,
        spend,
        -- a purchase on the very day of the lapse prevents it
        cast(sum(
            case when days_since_previous <= {{ var('active_days') }} then 0 else 1 end
        ) over (
            partition by customer_id order by purchase_date
            rows between unbounded preceding and current row
        ) as integer) as spell_number
    from purchase_days

),

spells as (

    select
        customer_id,
        spell_number,
        min(purchase_date) as started_date,
        max(purchase_date) as last_purchase_date,
        cast({{ dbt.dateadd('day', var('active_days'), 'max(purchase_date)') }} as date)
            as first_inactive_date,
        count(*) as purchase_days,
        sum(spend) as spend
    from numbered_days
    group by 1, 2

),

spells_as_of as (

    select
        spells.*,
        case
            when spells.first_inactive_date <= as_of.as_of_date then spells.first_inactive_date
        end as lapsed_date,
        lead(spells.started_date) over (
            partition by spells.customer_id order by spells.spell_number
        ) as returned_date
    from spells
    cross join as_of

)

select
    customer_id,
    spell_number,
    started_date,
    last_purchase_date,
    lapsed_date,
    returned_date,
    cast(purchase_days as integer) as purchase_days,
    cast(spend as numeric(14, 2)) as spend
from spells_as_of
