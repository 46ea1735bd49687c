-- One row per customer and customer who came of their referrals, directly or through others whom they had won.
{% set deepest_level = var('maximum_referral_levels') %}

with recursive links as (

    select
        customer_id,
        referrer_id
    from {{ ref('int_referral_nodes') }}
    where referrer_id is not null

),

-- trees have no circles; the limit bounds the rows, which are as many as the customers times their levels
descendants as (

    select
        referrer_id as customer_id,
        customer_id as descendant_id,
        1 as level_below
    from links
    union all
    select
        descendants.customer_id,
        links.customer_id as descendant_id,
        descendants.level_below + 1 as level_below
    from descendants
    inner join links
        on descendants.descendant_id = links.referrer_id
    where descendants.level_below < {{ deepest_level }}

)

select * from descendants
