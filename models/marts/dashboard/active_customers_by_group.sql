-- One row per month, segment and channel: customers known and active at its end, and those who were new in it.
with customer_groups as (

    select * from {{ ref('customer_groups') }}

),

months as (

    select kpi_month as month_start_date from {{ ref('kpi_monthly') }}

),

spells as (

    select
        customer_groups.segment,
        customer_groups.channel,
        {{ start_of_period('spells.started_date', "'month'") }} as started_month,
        {{ start_of_period('spells.lapsed_date', "'month'") }} as lapsed_month
    from {{ ref('int_customer_activity_spells') }} as spells
    inner join customer_groups
        on spells.customer_id = customer_groups.customer_id

),

changes as (

    select
        -- nobody knows when they came, so they have been there from the beginning
        coalesce(acquired_month, (select min(months.month_start_date) from months))
            as month_start_date,
        segment,
        channel,
        count(*) as customers,
        count(acquired_month) as new_customers,
        0 as active_customers
    from customer_groups
    group by 1, 2, 3
    union all
    select
        started_month as month_start_date,
        segment,
        channel,
        0 as customers,
        0 as new_customers,
        count(*) as active_customers
    from spells
    group by 1, 2, 3
    union all
    select
        lapsed_month as month_start_date,
        segment,
        channel,
        0 as customers,
        0 as new_customers,
        -count(*) as active_customers
    from spells
    where lapsed_month is not null
    group by 1, 2, 3

),

monthly_changes as (

    select
        month_start_date,
        segment,
        channel,
        sum(customers) as customers,
        sum(new_customers) as new_customers,
        sum(active_customers) as active_customers
    from changes
    group by 1, 2, 3

),

all_groups as (

    select distinct
        segment,
        channel
    from customer_groups

),

counts as (

    select
        months.month_start_date,
        all_groups.segment,
        all_groups.channel,
        coalesce(monthly_changes.new_customers, 0) as new_customers,
        coalesce(sum(monthly_changes.customers) over so_far, 0) as customers,
        coalesce(sum(monthly_changes.active_customers) over so_far, 0) as active_customers
    from months
    cross join all_groups
    left join monthly_changes
        on
            months.month_start_date = monthly_changes.month_start_date
            and all_groups.segment = monthly_changes.segment
            and all_groups.channel = monthly_changes.channel
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
