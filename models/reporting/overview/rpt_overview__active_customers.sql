-- One row per month, segment and channel: customers known and active at its end.
with customer_counts as (

    select
        {{ period_month('month_start_date') }},
        segment,
        channel,
        customers,
        active_customers
    from {{ ref('active_customers_by_group') }}

)

-- those of the months before the first one shown can't be added up
select * from customer_counts
where period_month is not null
