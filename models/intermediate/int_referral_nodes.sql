-- One row per customer in a referral tree: whose tree it is, who won them, and how far below its root they are.
with recursive links as (

    select * from {{ ref('int_referral_links') }}

),

roots as (

    select distinct links.referrer_id as customer_id
    from links
    left join links as own_links
        on links.referrer_id = own_links.referred_customer_id
    where own_links.referral_id is null

),

-- everybody was won once at most, so walking down from those who never were visits each customer once and can't go round
rooted_nodes as (

    select
        customer_id,
        customer_id as root_customer_id,
        cast(null as {{ dbt.type_string() }}) as referrer_id,
        cast(null as {{ dbt.type_string() }}) as referral_id,
        0 as level_below
    from roots
    union all
    {{ won_by_nodes('rooted_nodes') }}

),

-- whom that does not reach hangs on a circle, where everybody was won by somebody else in it
circular_links as (

    select links.*
    from links
    left join rooted_nodes
        on links.referred_customer_id = rooted_nodes.customer_id
    where rooted_nodes.customer_id is null

),

-- from each link upwards, as long as the links there are younger: the earliest of a circle comes round to where it began
walks as (

    select
        referred_customer_id as start_customer_id,
        referrer_id as start_referrer_id,
        link_number as start_number,
        referrer_id as customer_id,
        1 as steps
    from circular_links
    union all
    select
        walks.start_customer_id,
        walks.start_referrer_id,
        walks.start_number,
        circular_links.referrer_id as customer_id,
        walks.steps + 1 as steps
    from walks
    inner join circular_links
        on walks.customer_id = circular_links.referred_customer_id
    where
        walks.customer_id <> walks.start_customer_id
        and circular_links.link_number > walks.start_number
        and walks.steps < {{ var('maximum_referral_levels') }}

),

circular_nodes as (

    select
        start_referrer_id as customer_id,
        start_referrer_id as root_customer_id,
        cast(null as {{ dbt.type_string() }}) as referrer_id,
        cast(null as {{ dbt.type_string() }}) as referral_id,
        0 as level_below
    from walks
    where customer_id = start_customer_id
    union all
    {{ won_by_nodes('circular_nodes') }}
    -- the link that closes the circle
    where links.referred_customer_id <> circular_nodes.root_customer_id

)

select
    *,
    false as is_circular
from rooted_nodes
union all
select
    *,
    true as is_circular
from circular_nodes
