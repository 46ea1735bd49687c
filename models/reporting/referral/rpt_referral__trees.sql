-- One row per month of a tree's first invitation, segment and channel of its root, and depth.
with trees as (

    select
        *,
        cast({{ dbt.date_trunc('month', 'first_referral_date') }} as date) as first_referral_month
    from {{ ref('referral_trees') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

)

select
    {{ period_month('trees.first_referral_month') }},
    {{ customer_group_columns() }},
    case
        when trees.levels_below >= 4 then '4 and more'
        else cast(trees.levels_below as {{ dbt.type_string() }})
    end as levels,
    least(trees.levels_below, 4) as levels_order,
    cast(count(*) as integer) as trees,
    cast(sum(trees.referred_customers) as integer) as referred_customers,
    cast(sum(trees.referred_net_revenue) as numeric(14, 2)) as referred_net_revenue
from trees
left join customer_groups
    on trees.root_customer_id = customer_groups.customer_id
group by 1, 2, 3, 4, 5
