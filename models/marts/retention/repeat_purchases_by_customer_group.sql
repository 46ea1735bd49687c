-- One row per month of first purchase, segment and channel: how many customers bought again, how soon and how often.
{% set windows = [30, 90, 180, 365] %}
{% set purchase_numbers = [2, 3, 4, 5, 10] %}

with customers as (

    select * from {{ ref('int_customer_repeat') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

),

as_of as (

    select * from {{ ref('stg_as_of_date') }}

),

watched_customers as (

    select
        customers.customer_id,
        {{ start_of_period('customers.first_purchase_date', "'month'") }} as first_purchase_month,
        customers.purchase_days,
        -- by the last of the month: by those of its first days alone a month would be judged by few
        as_of.as_of_date
        - {{ dbt.last_day('customers.first_purchase_date', 'month') }} as watched_days,
        customers.second_purchase_date - customers.first_purchase_date as days_to_second
    from customers
    cross join as_of

)

-- who came too lately counts neither as having come back within a window nor as having failed to
select
    watched_customers.first_purchase_month,
    {{ customer_group_columns() }},
    {% for days in windows -%}
    cast(sum(
        case when watched_customers.watched_days >= {{ days }} then 1 else 0 end
    ) as integer) as followed_{{ days }}_days_customers,
    cast(sum(
        case
            when
                watched_customers.watched_days >= {{ days }}
                and watched_customers.days_to_second <= {{ days }}
                then 1
            else 0
        end
    ) as integer) as repeat_{{ days }}_days_customers,
    {% endfor -%}
    {% for number in purchase_numbers -%}
    cast(sum(
        case when watched_customers.purchase_days >= {{ number }} then 1 else 0 end
    ) as integer) as customers_with_{{ number }},
    {% endfor -%}
    cast(count(*) as integer) as customers
from watched_customers
left join customer_groups
    on watched_customers.customer_id = customer_groups.customer_id
group by 1, 2, 3
