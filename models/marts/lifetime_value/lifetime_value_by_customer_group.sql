-- One row per month of acquisition, segment, channel and tenth by predicted value: what these customers have been and will be
-- worth, and how likely they still are customers.
with lifetime_values as (

    select * from {{ ref('customer_lifetime_value') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

)

select
    customer_groups.acquired_month,
    customer_groups.segment,
    customer_groups.channel,
    lifetime_values.value_decile,
    cast(count(*) as integer) as customers,
    {% for low, high in [(80, 100), (50, 80), (20, 50), (0, 20)] -%}
    cast(sum(
        case
            when
                lifetime_values.probability_alive >= {{ low / 100 }}
                and lifetime_values.probability_alive <{{ '=' if high == 100 }} {{ high / 100 }}
                then 1
            else 0
        end
    ) as integer) as alive_{{ low }}_to_{{ high }}_customers,
    {% endfor -%}
    cast(count(lifetime_values.first_order_date) as integer) as buyers,
    cast(count(lifetime_values.probability_alive) as integer) as predicted_customers,
    cast(count(lifetime_values.predicted_lifetime_value) as integer) as valued_customers,
    cast(sum(lifetime_values.orders) as integer) as orders,
    cast(sum(lifetime_values.net_revenue) as numeric(14, 2)) as net_revenue,
    coalesce({{ exact_sum('lifetime_values.expected_purchases') }}, 0) as expected_purchases,
    coalesce({{ exact_sum('lifetime_values.expected_revenue') }}, 0) as expected_revenue,
    coalesce({{ exact_sum('lifetime_values.predicted_lifetime_value') }}, 0)
        as predicted_lifetime_value,
    coalesce({{ exact_sum('lifetime_values.probability_alive') }}, 0) as expected_customers_alive
from lifetime_values
inner join customer_groups
    on lifetime_values.customer_id = customer_groups.customer_id
group by 1, 2, 3, 4
