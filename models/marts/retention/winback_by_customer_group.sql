-- One row per month in which customers lapsed, segment and channel: how many came back in time, and how many after a message.
with lapses as (

    select * from {{ ref('int_customer_lapses') }}

),

customer_groups as (

    select * from {{ ref('customer_groups') }}

)

select
    lapses.lapse_month,
    {{ customer_group_columns() }},
    cast(count(*) as integer) as lapsed_customers,
    cast(sum(case when lapses.is_followed then 1 else 0 end) as integer) as followed_customers,
    cast(
        sum(case when lapses.is_followed and lapses.is_messaged then 1 else 0 end) as integer
    ) as messaged_customers,
    cast(
        sum(case when lapses.is_followed and lapses.is_won_back then 1 else 0 end) as integer
    ) as won_back_customers,
    cast(sum(
        case when lapses.is_followed and lapses.is_won_back and lapses.is_messaged then 1 else 0 end
    ) as integer) as won_back_after_message_customers,
    cast(count(lapses.days_to_return) as integer) as returned_customers,
    cast(sum(
        case
            when lapses.is_followed and not lapses.is_won_back and lapses.days_to_return is not null
                then 1
            else 0
        end
    ) as integer) as returned_later_customers,
    cast(coalesce(sum(lapses.spend_since_return), 0) as numeric(14, 2)) as spend_since_return
from lapses
left join customer_groups
    on lapses.customer_id = customer_groups.customer_id
group by 1, 2, 3
