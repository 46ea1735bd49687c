-- One row per month, segment, channel and move from tier to tier, the most frequent by name: how many, joining left out.
with moves as (

    select
        *,
        from_tier || ' → ' || to_tier as tier_move
    from {{ ref('loyalty_tier_moves_by_customer_group') }}
    where move_type <> 'joined'

),

shown as (

    {{ largest_labels('moves', 'tier_move', 'moves') }}

)

select
    {{ period_month('moves.month_start_date') }},
    moves.segment,
    moves.channel,
    shown.shown_tier_move as tier_move,
    cast(sum(moves.moves) as integer) as moves
from moves
inner join shown
    on moves.tier_move = shown.tier_move
group by 1, 2, 3, 4
