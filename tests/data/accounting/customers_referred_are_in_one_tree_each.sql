-- Accounting: customers in trees are all who won somebody or were won, circles lose one referral for each root, and
-- what stands below a root in customer_referrals is its tree.
with links as (

    select
        referrer_id,
        referred_customer_id
    from {{ ref('stg_referral_program') }}
    where is_converted and referrer_id <> referred_customer_id

),

won_customers as (

    select count(distinct referred_customer_id) as customers
    from links

),

tree_total as (

    select
        coalesce(sum(customers), 0) as customers,
        coalesce(sum(referred_customers), 0) as referred_customers,
        coalesce(sum(case when is_circular then 1 else 0 end), 0) as circular_trees
    from {{ ref('referral_trees') }}

)

select
    'customers won' as difference,
    null as root_customer_id
from tree_total
cross join won_customers
where tree_total.referred_customers + tree_total.circular_trees <> won_customers.customers
union all
select
    'below the root' as difference,
    trees.root_customer_id
from {{ ref('referral_trees') }} as trees
left join {{ ref('customer_referrals') }} as referrers
    on trees.root_customer_id = referrers.customer_id
where
    referrers.customer_id is null
    or trees.directly_referred > referrers.customers_won
    or (
        trees.levels_below <= {{ var('maximum_referral_levels') }}
        and (
            trees.referred_customers <> referrers.customers_below
            or trees.levels_below <> referrers.levels_below
            or trees.referred_net_revenue <> referrers.net_revenue_below
        )
    )
