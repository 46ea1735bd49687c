-- One row per month of first purchase, segment, channel and whether an invitation came first: what they did at one age.
with comparisons as (

    select * from {{ ref('int_referred_comparisons') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

)

select
    cast({{ dbt.date_trunc('month', 'comparisons.first_purchase_date') }} as date)
        as first_purchase_month,
    {{ customer_group_columns() }},
    comparisons.is_referred,
    cast(count(*) as integer) as customers,
    cast(sum(comparisons.first_spend) as numeric(14, 2)) as first_spend,
    cast(sum(comparisons.spend) as numeric(14, 2)) as spend,
    cast(sum(comparisons.repeats) as integer) as repeats,
    cast(sum(case when comparisons.repeats > 0 then 1 else 0 end) as integer)
        as customers_who_bought_again,
    cast(sum(case when comparisons.late_repeats > 0 then 1 else 0 end) as integer)
        as customers_retained
from comparisons
left join customer_groups
    on comparisons.customer_id = customer_groups.customer_id
group by 1, 2, 3, 4
