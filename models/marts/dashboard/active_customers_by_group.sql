-- One row per month, segment and channel: customers known and active at its end, and those who were new in it.
with customer_groups as (

    select * from {{ ref('customer_groups') }}

),

movement as (

    select * from {{ ref('movement_by_customer_group') }}

),

months as (

    select kpi_month as month_start_date from {{ ref('kpi_monthly') }}

),

all_groups as (

    select distinct
        segment,
        channel
    from customer_groups

),

acquisitions as (

    select
        segment,
        channel,
        -- nobody knows when they came, so they have been there from the beginning
        coalesce(acquired_month, (select min(months.month_start_date) from months))
            as month_start_date,
        count(*) as customers,
        count(acquired_month) as new_customers
    from customer_groups
    group by 1, 2, 3

),

counts as (

    select
        months.month_start_date,
        all_groups.segment,
        all_groups.channel,
        coalesce(acquisitions.new_customers, 0) as new_customers,
        coalesce(movement.closing_customers, 0) as active_customers,
        coalesce(sum(acquisitions.customers) over so_far, 0) as customers
    from months
    cross join all_groups
    left join acquisitions
        on
            months.month_start_date = acquisitions.month_start_date
            and all_groups.segment = acquisitions.segment
            and all_groups.channel = acquisitions.channel
    left join movement
        on
            months.month_start_date = movement.month_start_date
            and all_groups.segment = movement.segment
            and all_groups.channel = movement.channel
    window so_far as (
        partition by all_groups.segment, all_groups.channel order by months.month_start_date
    )

)

select
    month_start_date,
    segment,
    channel,
    cast(customers as integer) as customers,
    cast(new_customers as integer) as new_customers,
    cast(active_customers as integer) as active_customers
from counts
where customers > 0 or active_customers > 0
