-- One row per change of a member's tier, the first one at joining included: from which to which, and until when it lasted.
with entries as (

    select
        customer_id,
        entry_id,
        occurred_at,
        entry_date,
        {{ label_of('tier') }} as tier,
        -- booked in the same second, the enrolment comes before the tier that was reached by it
        case entry_type when 'enrol' then 0 else 1 end as entry_order
    from {{ ref('stg_loyalty_program') }}
    where entry_type in ('enrol', 'tier_change') and trim(tier) <> ''

),

ranks as (

    select * from {{ ref('loyalty_tier_ranks') }}

),

followed_entries as (

    select
        *,
        lag(tier) over (
            partition by customer_id order by occurred_at, entry_order, entry_id
        ) as from_tier
    from entries

),

-- a tier that is booked again is no move
changes as (

    select
        *,
        row_number() over (
            partition by customer_id order by occurred_at, entry_order, entry_id
        ) as change_number
    from followed_entries
    where from_tier is null or from_tier <> tier

),

ranked_changes as (

    select
        changes.*,
        from_ranks.tier_rank as from_tier_rank,
        to_ranks.tier_rank as to_tier_rank,
        case
            when changes.from_tier is null then 'joined'
            when to_ranks.tier_rank > from_ranks.tier_rank then 'upgrade'
            when to_ranks.tier_rank < from_ranks.tier_rank then 'downgrade'
            else 'unranked'
        end as move_type
    from changes
    left join ranks as from_ranks
        on changes.from_tier = from_ranks.tier
    left join ranks as to_ranks
        on changes.tier = to_ranks.tier

)

select
    entry_id,
    customer_id,
    entry_date as change_date,
    from_tier,
    tier as to_tier,
    from_tier_rank,
    to_tier_rank,
    move_type,
    cast(change_number as integer) as change_number,
    lead(entry_date) over (partition by customer_id order by change_number) as until_date,
    lead(move_type) over (partition by customer_id order by change_number) as next_move_type,
    lead(entry_id) over (partition by customer_id order by change_number) is null as is_current
from ranked_changes
